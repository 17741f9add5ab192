"""What the way from a picture or a pen to a tensor makes today, step by step, it made yesterday.

Each threshold on that way has a part in one of these pictures. A change that is meant is stored by
``PYTHONPATH=.:tools python tests/test_unchanged.py``, after somebody has looked at what it does.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from conftest import trace

import pictured
from nnlib import ImageError, distort
from nnlib.files import ROOT
from nnlib.images.components import digit_in
from nnlib.images.grey import to_grey
from nnlib.images.hands import load_hands
from nnlib.images.handwriting import OTHERS, SHAPES, STRANGERS, draw_digit, draw_other
from nnlib.images.ink import to_darkness
from nnlib.images.penwidth import with_mnists_pen
from nnlib.images.preprocess import _placed, find_ink
from nnlib.images.strokes import strokes_to_images
from pictures import CROWDS, KINDS, drawn

STORED = ROOT / "tests" / "unchanged.npz"
N = 10


def steps(picture: np.ndarray) -> list[float]:
    """One number for what each step makes of a picture; fewer if one of them refuses it."""
    grey = to_grey(picture)
    darkness = to_darkness(grey)
    made = [trace(grey), trace(darkness.values), darkness.noise, darkness.faintest]
    try:
        ink = find_ink(picture)
        made.append(trace(ink))
        digit = digit_in(ink)
        made.append(trace(digit))
        digit = with_mnists_pen(digit)
        made += [trace(digit), trace(_placed(digit))]
    except ImageError:
        pass
    return made + [0.0] * (8 - len(made))


def of_pictures(kind: str, draw: Callable) -> np.ndarray:
    """The steps of pictures of real drawings."""
    rng = np.random.default_rng([1, *kind.encode()])
    drawings = [strokes for _, strokes in load_hands("digits-dev")[::190]][:N]
    made = []
    for i, strokes in enumerate(drawings):
        others = [drawings[i - k] for k in (1, 2, 3)]
        picture = drawn(kind, draw, strokes, others, rng)
        if i % 2:  # not square, as a rule: so that height and width are not each other's
            beside = [(0, 0), (15 * i, 0), *[(0, 0)] * (picture.ndim - 2)]
            picture = np.pad(picture, beside if i % 4 == 1 else beside[1::-1] + beside[2:], "edge")
        made.append(steps(picture))
    return np.array(made)


def of_the_pen() -> np.ndarray:
    """What the synthetic pen draws: digits, what is no digit, and what is drawn unasked."""
    rng = np.random.default_rng(2)
    drawings = [draw_digit(digit, rng) for digit in [*range(10)] * 6]
    names = [*OTHERS, *SHAPES, *STRANGERS, "scribble", "two digits"] * 2 + [None] * 20
    drawings += [draw_other(rng, name) for name in names]
    return np.array([trace(image) for image in strokes_to_images(drawings)])


def distorted() -> np.ndarray:
    """The pen's digits, distorted as for training."""
    rng = np.random.default_rng(3)
    digits = strokes_to_images(draw_digit(i % 10, rng) for i in range(60))
    return np.array([trace(image) for image in distort(digits.reshape(-1, 784), rng)])


# What JPEG makes of a picture is another library's matter: the lamp stands for the phone.
PICTURES = KINDS | CROWDS | {"phone": pictured.lit}
for pen in (3, 10, 20):  # the others' like
    del PICTURES[f"canvas, pen {pen} of 280"]
MAKERS = {kind: partial(of_pictures, kind, draw) for kind, draw in PICTURES.items()}
MAKERS |= {"the pen": of_the_pen, "distorted": distorted}


@pytest.mark.parametrize("name", MAKERS)
def test_it_is_what_it_was(name):
    with np.load(STORED) as stored:
        np.testing.assert_allclose(MAKERS[name](), stored[name], rtol=0, atol=2e-3)


if __name__ == "__main__":
    np.savez_compressed(STORED, **{name: make() for name, make in MAKERS.items()})
