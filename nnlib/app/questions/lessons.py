"""A few safe steps of fine-tuning on one drawing, looked at after every few."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from ...data import Split, load_mnist
from ...images.strokes import strokes_to_images
from ...network import Network
from ..finetuning import EVERY, rehearsal, steps
from ..gate import measures, report, spoilt, watch_list
from .reading import Reading, read

EACH = 300  # of each kind that are rehearsed


@dataclass(frozen=True)
class Lesson:
    """A network after some steps, what it makes of the drawing, and what it has forgotten."""

    network: Network
    n_steps: int
    said: Reading
    forgotten: list[str]


@cache
def _known_already() -> tuple[dict, dict, Split]:
    """What steers the lessons, what judges them, and what is rehearsed meanwhile."""
    data = load_mnist()
    watched, judging = (watch_list(data, part) for part in ("choose", "gate"))
    return watched, judging, rehearsal(data, np.random.default_rng(0), EACH)


def lessons(network: Network, digit: int, strokes: list, image: np.ndarray) -> Iterator[Lesson]:
    """Teach a copy one drawing; the first lesson is what there was before.

    They end when the drawing is read as it was meant, or with the first that spoils something.
    """
    watched, _, rehearsed = _known_already()
    before = measures(network, watched)
    yield Lesson(network, 0, read(network, image), [])
    own = strokes_to_images([strokes]), np.array([digit])
    taught = steps(network, *own, rehearsed, np.random.default_rng(0))
    for i, tuned in enumerate(taught, 1):
        lost = spoilt(before, measures(tuned, watched))
        lesson = Lesson(tuned.copy(), i * EVERY, read(tuned, image), lost)
        yield lesson
        if lost or (lesson.said.digit == digit and lesson.said.known):
            return


def judged(before: Network, after: Network, say: Callable) -> str:
    """Both networks on images that steered nothing, as a table."""
    _, judging, _ = _known_already()
    return report(measures(before, judging), measures(after, judging), say)
