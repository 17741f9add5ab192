"""What the way from strokes and pictures to a tensor makes today, it made yesterday.

Each threshold on that way has a part in one of these images. A change that is meant is stored by
``PYTHONPATH=.:tools python tests/test_unchanged.py``, after somebody has looked at what it does.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

import pictured
from nnlib import distort
from nnlib.files import ROOT
from nnlib.images.hands import load_hands
from nnlib.images.handwriting import OTHERS, SHAPES, STRANGERS, draw_digit, draw_other
from nnlib.images.strokes import strokes_to_images
from pictures import KINDS, tensor_of

STORED = ROOT / "tests" / "unchanged.npz"  # the tensors, in bytes
N = 8


def of_pictures(kind: str, draw: Callable) -> np.ndarray:
    """Pictures of real drawings, as tensors."""
    rng = np.random.default_rng([1, *kind.encode()])
    drawings = [strokes for _, strokes in load_hands("digits-dev")[::200]][:N]
    pictures = []
    for i, strokes in enumerate(drawings):
        beside = ([drawings[i - 1], drawings[i - 2]],) if kind == "neighbours" else ()
        pictures.append(draw(strokes, rng, *beside))
    return np.stack([tensor_of(picture) for picture in pictures])


def of_the_pen() -> np.ndarray:
    """What the synthetic pen draws: digits, what is no digit, and what is drawn unasked."""
    rng = np.random.default_rng(2)
    drawings = [draw_digit(digit, rng) for digit in [*range(10)] * 6]
    names = [*OTHERS, *SHAPES, *STRANGERS, "scribble", "two digits"] * 2 + [None] * 20
    return strokes_to_images(drawings + [draw_other(rng, name) for name in names])


def distorted() -> np.ndarray:
    """The pen's digits, distorted as for training."""
    rng = np.random.default_rng(3)
    digits = strokes_to_images(draw_digit(i % 10, rng) for i in range(60))
    return distort(digits.reshape(-1, 784), rng)


# What JPEG makes of a picture is another library's matter: the lamp stands for the phone.
PICTURES = KINDS | {"phone": pictured.lit}
MAKERS = {kind: partial(of_pictures, kind, draw) for kind, draw in PICTURES.items()}
MAKERS |= {"the pen": of_the_pen, "distorted": distorted}


@pytest.mark.parametrize("name", MAKERS)
def test_the_same_tensors(name):
    with np.load(STORED) as stored:
        now = MAKERS[name]()
        was = stored[name].reshape(now.shape)
        assert np.abs(now - was / 255.0).max() < 0.006


if __name__ == "__main__":
    made = {name: np.rint(255 * make()).astype(np.uint8) for name, make in MAKERS.items()}
    np.savez_compressed(STORED, **made)
