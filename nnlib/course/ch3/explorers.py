"""Explorers of chapter 3: optimizers racing in a ravine, and one digit on its way to an answer."""

import ipywidgets
import numpy as np

from ...data import Split
from ...network import Network
from ...optimizers import Adam, GradientDescent, Momentum, RMSProp
from ..explorer import Explorer, slider, steps_slider
from .ravine import race
from .units import light_up, through_layers


def optimizer_race(
    steps: int = 30, rate: float = 0.04, pace: float = 0.3, angle: float = 0.0
) -> Explorer:
    """Four optimizers in the same ravine, with sliders for all that decides who wins.

    `rate` is the η of gradient descent and momentum, per unit of gradient; `pace` that of RMSProp
    and Adam, about the length of a step. `angle` turns the ravine, in degrees.
    """

    def draw(steps, rate, pace, angle):
        rules = {
            "gradient descent": GradientDescent(rate),
            "momentum": Momentum(rate),
            "RMSProp": RMSProp(pace),
            "Adam": Adam(pace),
        }
        return race(rules, steps, angle)

    return Explorer(
        draw,
        steps=steps_slider("steps", 1, 100, steps),
        rate=_log_slider("η of gradient descent and momentum", 0.002, 0.2, rate),
        pace=_log_slider("η of RMSProp and Adam", 0.01, 2, pace),
        angle=slider("angle of the ravine, degrees", 0, 90, 5, angle),
    )


def digit_through_layers(network: Network, split: Split, count: int = 100) -> Explorer:
    """Choose an image, switch off units of the first layer, and watch the answer.

    The network has two hidden layers whose sizes are multiples of 16.
    """

    def draw(image, off):
        lit = light_up(network, split.images[image], off)
        return through_layers(split.images[image], *lit, int(split.labels[image]))

    return Explorer(
        draw,
        image=steps_slider("image", 0, min(count, len(split)) - 1, 0),
        off=steps_slider("brightest units of layer 1 switched off", 0, network.sizes[1], 0),
    )


def _log_slider(description: str, low: float, high: float, value: float):
    return ipywidgets.FloatLogSlider(
        description=description,
        min=np.log10(low),
        max=np.log10(high),
        step=0.02,
        value=value,
        readout_format=".3f",
    )
