"""Explorers of chapter 4: break a good drawing, and send one through another pipeline."""

from collections.abc import Sequence

import ipywidgets
import numpy as np

from ...app.pipelines import PIPELINES, picture
from ...images.advice import diagnose
from ...images.strokes import CANVAS, PEN, strokes_to_image
from ...network import Network
from ..explorer import Explorer, slider, steps_slider
from ..yours import THEIRS, offered
from .faults import broken
from .tensors import broken_digit, one_pipeline


def break_explorer(network: Network, strokes: Sequence[np.ndarray]) -> Explorer:
    """Break a good drawing with sliders, and watch the tensor, its diagnosis and the answer.

    The drawing is made into an image as the library does it, and then broken.
    """
    good, choice = offered(strokes_to_image(strokes), strokes_to_image)

    def draw(
        shift: int, scale: float, thickness: int, noise: float, contrast: float, drawing=THEIRS
    ):
        image = broken(good[drawing], shift, scale, thickness, noise, contrast)
        return broken_digit(image, diagnose(image), network.predict(image)[0])

    return Explorer(
        draw,
        **choice,
        shift=steps_slider("shift (px)", -10, 10, 0),
        scale=slider("scale", 0.2, 1.6, 0.05, 1.0),
        thickness=steps_slider("strokes grown (px)", -2, 3, 0),
        noise=slider("noise", 0, 0.5, 0.05, 0.0),
        contrast=slider("contrast", 0.05, 1.0, 0.05, 1.0),
    )


def pipeline_explorer(network: Network, strokes: Sequence[np.ndarray]) -> Explorer:
    """Send one drawing through each pipeline, at any size, place and pen width.

    Where it was made does not matter: the sliders put it on the pad.
    """
    drawings, choice = offered(strokes)

    def draw(pipeline: str, pen: int, size: int, across: int, drawing=THEIRS):
        points = np.concatenate(drawings[drawing])
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        factor = size / max(np.ptp(points, axis=0).max(), 1)
        moved = [(s - middle) * factor + (across, CANVAS / 2) for s in drawings[drawing]]
        image = PIPELINES[pipeline](moved, pen)
        return one_pipeline(picture(moved, pen), image, network.predict(image)[0])

    return Explorer(
        draw,
        **choice,
        pipeline=ipywidgets.Dropdown(description="pipeline", options=[*PIPELINES], value="naive"),
        pen=steps_slider("pen (canvas px)", 4, 40, PEN),
        size=steps_slider("size (canvas px)", 40, 240, 100),
        across=steps_slider("from the left (canvas px)", 40, 240, 200),
    )
