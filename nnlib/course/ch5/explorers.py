"""Explorers of chapter 5: one distortion and its strength, and the synthetic pen."""

from dataclasses import replace

import ipywidgets
import numpy as np

from ...images.augment import MARGIN, Distortion, _field_basis, _places, distort
from ...images.handwriting import STYLES, draw_digit
from ...images.strokes import SIDE, strokes_to_image
from ...network import Network
from ..explorer import Explorer, slider, steps_slider
from .figures import one_distortion, one_drawing

KINDS = ("shift", "rotation", "slant", "size", "aspect", "thickness", "elastic")
_NONE = Distortion(**dict.fromkeys(KINDS, 0.0))


class _Steady(np.random.Generator):
    """Stands in for a Generator: each normal number lies just so many deviations from its mean.

    The elastic field's numbers stay random, and are so many times as large.
    """

    def __init__(self, deviations: float, seed: int):
        super().__init__(np.random.PCG64(seed))
        self.deviations = deviations

    def normal(self, mean, deviation, size):
        return np.full(size, mean + deviation * self.deviations)

    def standard_normal(self, size, dtype):
        return dtype(self.deviations) * super().standard_normal(size, dtype)


def distorted(image: np.ndarray, kind: str, strength: float, seed: int = 0) -> np.ndarray:
    """One image, distorted in one way and no other, by as much as you like.

    Parameters
    ----------
    image : ndarray, shape (28, 28)
        uint8, or float in [0, 1].
    kind : str
        One of `KINDS`.
    strength : float
        In standard deviations of the robust recipe's `Distortion`. Those of the training are
        drawn at random: 1 is usual, 3 is rare.
    seed : int
        Chooses the elastic field; nothing else is left to chance.

    Returns
    -------
    ndarray of float32, shape (28, 28)
    """
    if kind not in KINDS:
        raise ValueError(f"kind: got {kind!r}, want one of {', '.join(KINDS)}.")
    only = replace(_NONE, **{kind: getattr(Distortion(), kind)})
    return distort(image[np.newaxis], _Steady(strength, seed), only).reshape(SIDE, SIDE)


def elastic_fields(n: int, smoothness: float, rng: np.random.Generator) -> np.ndarray:
    """Where the elastic field alone sends each pixel, relative to itself; σ is 1 pixel.

    Returns
    -------
    ndarray, shape (n, 28, 28, 2)
        To the right, and down.
    """
    only = replace(_NONE, elastic=1.0, smoothness=smoothness)
    down, right = _places(n, only, _field_basis(smoothness), rng).reshape(2, n, SIDE, SIDE)
    row, column = np.mgrid[:SIDE, :SIDE] + MARGIN
    return np.stack([right - column, down - row], axis=-1)


def distortion_explorer(image: np.ndarray, network: Network) -> Explorer:
    """Distort a digit in one way, and see how far the network follows.

    Parameters
    ----------
    image : ndarray of uint8, shape (28, 28)
    network : Network
        Reads the result.
    """

    def draw(kind: str, strength: float, seed: int):
        result = distorted(image, kind, strength, seed)
        return one_distortion(image, result, network.predict(result)[0])

    return Explorer(
        draw,
        kind=ipywidgets.Dropdown(description="distortion", options=KINDS, value="rotation"),
        strength=slider("strength, in standard deviations", -5, 5, 0.25, -3.0),
        seed=steps_slider("seed of the elastic field", 0, 20, 0),
    )


def pen_explorer(network: Network) -> Explorer:
    """Let the synthetic pen write any digit in any style, and see what the network reads."""
    digit = ipywidgets.Dropdown(description="digit", options=list(STYLES), value=9)
    style = ipywidgets.Dropdown(description="style", options=list(STYLES[9]), value="curled tail")

    def offer_its_styles(change):
        style.options = list(STYLES[change["new"]])

    digit.observe(offer_its_styles, "value")  # before the explorer does, which then finds a style

    def draw(digit: int, style: str, seed: int):
        strokes = draw_digit(digit, np.random.default_rng(seed), style)
        image = strokes_to_image(strokes)
        return one_drawing(strokes, image, network.predict(image)[0])

    return Explorer(draw, digit=digit, style=style, seed=steps_slider("seed", 0, 50, 0))
