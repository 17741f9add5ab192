"""Explorers of chapter 2: its learning rate, its weights, and what a score is made of."""

import ipywidgets
import numpy as np

from ...data import Split
from ...network import Network
from ...training import History
from ..explorer import Explorer, steps_slider
from .descent import descent
from .weights import score_breakdown, templates_at


def learning_rate_and_steps(histories: dict[float, History]) -> Explorer:
    """Choose a learning rate and a number of steps; see the loss and the accuracy reached.

    The sliders look into finished runs, one for each rate, so they answer at once.
    """
    rates = list(histories)
    total = min(len(history) for history in histories.values())
    return Explorer(
        lambda rate, steps: descent(histories, rate, steps),
        rate=ipywidgets.SelectionSlider(
            description="learning rate η",
            options=[(f"{rate:g}", rate) for rate in rates],
            value=rates[len(rates) // 2],
        ),
        steps=steps_slider("steps", 1, total, min(50, total)),
    )


def score_by_pixel(network: Network, split: Split, digit: int = 4) -> Explorer:
    """Choose an image and a digit; see what each pixel adds to that digit's score.

    The network has a single layer; `digit` is the one to begin with.
    """
    return Explorer(
        lambda image, digit: score_breakdown(network, split.images[image], digit),
        image=steps_slider("image", 0, len(split) - 1, 0),
        digit=steps_slider("score of digit", 0, 9, digit),
    )


def templates_step_by_step(weights: dict[int, np.ndarray]) -> Explorer:
    """Play the training as a film: the templates after each of the stored steps.

    `weights` maps the step to W, shape (784, 10). It begins at the end; Play starts it again.
    """
    steps = list(weights)
    slider = ipywidgets.SelectionSlider(
        description="step", options=[(f"{step:,}", step) for step in steps], value=steps[-1]
    )
    last = len(steps) - 1
    play = ipywidgets.Play(min=0, max=last, value=last, interval=500)
    explorer = Explorer(lambda step: templates_at(weights, step), step=slider)
    ipywidgets.link((play, "value"), (slider, "index"))
    explorer.children = (play, *explorer.children)
    return explorer
