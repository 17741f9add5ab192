"""Measure how well a network tells what is no digit, kind by kind and score by score.

    python tools/strangers.py [WEIGHTS]

The digits are those of data/digits-dev, the strangers the letters and signs of data/letters-dev,
by writers that nothing was trained on, and shapes of the synthetic pen. The first table says what
`Network.knows` refuses; the second compares its score, `familiarity`, with the two that need no
training for it: the largest probability (Hendrycks and Gimpel 2017) and the energy (Liu et al.
2020).
"""

import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nnlib import Network, load_network
from nnlib.course.ch5.scores import SCORES, auroc, refused_at
from nnlib.images.drawings import Drawing
from nnlib.images.hands import LIKE_A_DIGIT, SINGLE_STROKES, load_hands, strangers
from nnlib.images.handwriting import STRANGERS, draw_other
from nnlib.images.strokes import strokes_to_images

SEED, N_SHAPES = 1, 500  # of the synthetic pen's shapes
SHARES = (0.01, 0.02)  # of digits refused, at which the scores are compared
# Each kind of real letters and signs, and whether a character is of it.
REAL = {
    "letters not built like a digit": lambda label: label.isalpha() and label not in LIKE_A_DIGIT,
    "signs not built like a digit": lambda label: (
        not (label.isalpha() or label in LIKE_A_DIGIT | SINGLE_STROKES)
    ),
    "letters and signs built like a digit": LIKE_A_DIGIT.__contains__,
    "signs of a single stroke": SINGLE_STROKES.__contains__,
}
SHAPES = ("house", "triangle", "heart", "scribble", "two digits")


class Shown(NamedTuple):
    """Images of one kind, (N, 28, 28), and who drew each; nobody, if a program did."""

    images: np.ndarray
    writers: Sequence[str] = ()


def kinds() -> dict[str, Shown]:
    """The images of each kind of thing that is no digit."""
    drawn = {kind: [] for kind in REAL}
    for drawing in load_hands("letters-dev"):
        drawn[next(kind for kind, holds in REAL.items() if holds(drawing[0]))].append(drawing)
    things = {f"real {kind}": of_hands(drawings) for kind, drawings in drawn.items()}
    rng = np.random.default_rng(SEED)
    for shape in SHAPES:
        drawn = [draw_other(rng, shape) for _ in range(N_SHAPES)]
        things[f"synthetic pen: {shape}"] = Shown(strokes_to_images(drawn))
    shapes = list(STRANGERS)
    drawn = [draw_other(rng, shapes[i % len(shapes)]) for i in range(N_SHAPES)]
    things["synthetic pen: letters and signs never trained on"] = Shown(strokes_to_images(drawn))
    return things


def of_hands(drawings: Sequence[Drawing]) -> Shown:
    """What the network sees of real drawings."""
    images = strokes_to_images(strokes for _, strokes in drawings)
    return Shown(images, [drawing.writer for drawing in drawings])


def refused(network: Network) -> list[tuple[str, int, float]]:
    """Of each kind how many there are, and the share that is refused."""
    digits = load_hands("digits-dev")
    probabilities, known = network.read(of_hands(digits).images)
    wrong = probabilities.argmax(axis=1) != [label for label, _ in digits]
    rows = [("real digits", len(known), np.mean(~known))]
    rows.append(("real digits that it misreads", int(wrong.sum()), np.mean(~known[wrong])))
    return rows + [(kind, len(x), np.mean(~network.knows(x))) for kind, (x, _) in kinds().items()]


def compared(network: Network) -> list[tuple]:
    """Of each score its AUROC, and the strangers refused at each of `SHARES`."""
    digits = network.logits(strokes_to_images(s for _, s in load_hands("digits-dev")))
    strange = network.logits(strokes_to_images(strangers("dev")))
    rows = []
    for name, score in SCORES.items():
        known, other = score(digits), score(strange)
        at = [refused_at(share, known, other) for share in SHARES]
        rows.append((name, auroc(known, other), *at))
    return rows


def main() -> None:
    """Print both tables."""
    network = load_network(sys.argv[1] if len(sys.argv) > 1 else "weights/robust.npz")
    for kind, n, share in refused(network):
        print(f"{kind:52} {n:6,}  {share:6.1%}")
    print(
        f"\n{'score':22}{'AUROC':>8}" + "".join(f"  at {share:.0%} of digits" for share in SHARES)
    )
    for name, area, *at in compared(network):
        print(f"{name:22}{area:8.4f}" + "".join(f"{share:17.1%}" for share in at))


if __name__ == "__main__":
    main()
