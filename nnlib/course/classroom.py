"""A class's hand: many pads' corrections together, and what learning from classmates gives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from ..app.corrections import append_correction
from ..app.finetuning import EVERY, rehearsal, steps
from ..arguments import check_count, refusal
from ..data import MNIST
from ..images.drawings import Drawing, read_json_lines
from ..images.handwriting import draw_digit
from ..images.strokes import strokes_to_images
from ..images.styles import STYLES
from ..intervals import bootstrap, by_writer
from ..network import Network

N_STEPS = 80  # as many for everyone: nobody's drawings choose when to stop
# Of made-up writers: the slant that they were all taught, and by how much slants and the logarithms
# of widths differ.
TAUGHT, LEAN, WIDTH = 0.6, 0.35, 0.2


def merge(paths: Iterable[str | Path]) -> list[Drawing]:
    """The drawings of several pads' files of corrections.

    Who wrote a drawing is what its line says or else the file's name without its ending, so let
    everybody hand in a file called by their name or a number. Errors are those of reading a file;
    two files of one name are a ValueError.
    """
    merged, names = [], set()
    for path in map(Path, paths):
        name = path.name.split(".")[0]
        if name in names:
            want = "a name of its own for each writer"
            raise refusal("paths", f"two files called {name!r}", want)
        names.add(name)
        for drawing in read_json_lines(path):
            drawing.writer = drawing.writer or name
            merged.append(drawing)
    return merged


def made_up_class(rng: np.random.Generator, writers: int = 30, each: int = 20) -> list[Drawing]:
    """Drawings of writers who do not exist, taught by one teacher to write with a slant.

    Each has departed from it, and has a width and styles of their own.
    """
    check_count("writers", writers)
    check_count("each", each)
    drawings = []
    for writer in range(1, writers + 1):
        hand = np.array([[np.exp(rng.normal(0, WIDTH)), 0], [rng.normal(TAUGHT, LEAN), 1]])
        style = {digit: list(names)[rng.integers(len(names))] for digit, names in STYLES.items()}
        for i in range(each):
            strokes = [stroke @ hand for stroke in draw_digit(i % 10, rng, style[i % 10])]
            drawings.append(Drawing((i % 10, strokes)))
            drawings[-1].writer = f"writer {writer}"
    return drawings


def hand_in(folder: str | Path, drawings: Iterable[Drawing]) -> list[Path]:
    """A file for each writer, as the pad of each would have kept it: what `merge` reads."""
    for drawing in drawings:
        path = Path(folder) / f"{drawing.writer}.jsonl"
        append_correction(path, *drawing)
    return sorted(Path(folder).glob("*.jsonl"))


@dataclass(frozen=True)
class ClassHand:
    """How a class is read by the network as it was, and after it has learnt from classmates.

    Attributes
    ----------
    writers : list of str
        Who made each of the N drawings.
    before, after : ndarray of bool, shape (N,)
        Whether each drawing was read correctly. After: by a network that had learnt from all the
        others' drawings and none of this writer's.
    """

    writers: list[str]
    before: np.ndarray
    after: np.ndarray

    def hardest(self, count: int = 5) -> list[tuple[str, int, float, float]]:
        """Who is read worst, as (writer, drawings, share before, share after), the worst first."""
        rows = []
        for name in sorted(set(self.writers)):
            own = np.array(self.writers) == name
            rows.append((name, int(own.sum()), self.before[own].mean(), self.after[own].mean()))
        return sorted(rows, key=lambda row: (row[2], row[3]))[:count]

    def __str__(self) -> str:
        n = len(set(self.writers))
        lines = [f"{len(self.writers):,} drawings by {n} writers"]
        for name in ("before", "after"):
            read = by_writer(getattr(self, name), self.writers, min_count=1)
            share = f"{read.share:.1%} ({read.low:.1%} to {read.high:.1%})"
            lines.append(f"{name:6}  {share}, worst {read.worst[1]:.0%}")
        gain = self.after.astype(float) - self.before
        low, high = bootstrap(gain, self.writers)
        points = [f"{100 * value:+.1f}" for value in (gain.mean(), low, high)]
        lines.append("gain    {} points ({} to {})".format(*points))
        lines += ["", "hardest to read drawings before  after"]  # as wide as a phone
        for name, count, before, after in self.hardest():
            lines.append(f"{name[:15]:15} {count:8} {before:6.0%} {after:6.0%}")
        return "\n".join(lines)


def leave_one_writer_out(
    network: Network,
    drawings: Sequence[Drawing],
    data: MNIST,
    rng: np.random.Generator,
    n_steps: int = N_STEPS,
) -> ClassHand:
    """Let a network learn from all writers but one, and read that one; for each of them in turn.

    So the second number is about somebody whose hand the network has never seen, as the first is.

    Parameters
    ----------
    network : Network
        Left as it is.
    drawings : sequence of (label, strokes)
        With a `writer` each; at least two writers.
    data : MNIST
        Rehearsed, so that nothing is forgotten.
    rng : numpy.random.Generator
    n_steps : int
        Of fine-tuning, the same for all; a multiple of 40.

    Returns
    -------
    ClassHand
    """
    check_count("n_steps", n_steps, EVERY)
    names = sorted({drawing.writer for drawing in drawings})
    if len(names) < 2:
        raise refusal("drawings", f"{len(names)} writer", "drawings by two writers or more")
    rehearsed, writers = rehearsal(data, rng), [drawing.writer for drawing in drawings]
    images = strokes_to_images(strokes for _, strokes in drawings)
    labels = np.array([label for label, _ in drawings])
    before = network.predict(images).argmax(axis=1) == labels
    after = np.empty_like(before)
    for name in names:
        own = np.array(writers) == name
        others = steps(network, images[~own], labels[~own], rehearsed, rng)
        *_, tuned = islice(others, n_steps // EVERY)
        after[own] = tuned.predict(images[own]).argmax(axis=1) == labels[own]
    return ClassHand(writers, before, after)
