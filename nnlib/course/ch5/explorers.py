"""Explorers of chapter 5: one distortion and its strength, and the synthetic pen."""

import ipywidgets
import numpy as np

from ...images.handwriting import STYLES, draw_digit
from ...images.strokes import strokes_to_image
from ...network import Network
from ..explorer import Explorer, slider, steps_slider
from ..yours import THEIRS, offered
from .digits import one_distortion, one_drawing
from .distortions import KINDS, distorted


def distortion_explorer(image: np.ndarray, network: Network) -> Explorer:
    """Distort a digit in one way, and see how far the network follows."""
    images, choice = offered(image, strokes_to_image)

    def draw(kind: str, strength: float, seed: int, drawing=THEIRS):
        chosen = images[drawing]
        result = distorted(chosen, kind, strength, seed)
        return one_distortion(chosen, result, network.predict(result)[0])

    return Explorer(
        draw,
        **choice,
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
