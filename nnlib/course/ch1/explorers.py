"""Explorers of chapter 1: one weight and its slope, a walk downhill, a network that learns."""

from collections.abc import Mapping
from itertools import pairwise

import ipywidgets
import numpy as np

from ...network import Network
from ...optimizers import GradientDescent
from ..bowl import CURVATURES, walk
from ..explorer import Explorer, slider, steps_slider
from .descent import one_descent
from .slopes import one_weight
from .spirals import one_step


def weight_explorer(network: Network, x: np.ndarray, labels: np.ndarray) -> Explorer:
    """Move one parameter and watch the loss, its tangent, and the gradient from backprop.

    The network, a small one, keeps its own parameters.
    """
    saved = network.parameters.copy()
    names = _parameter_names(network.sizes)

    def draw(parameter: str, value: float):
        i = names.index(parameter)

        def loss(w: float) -> float:
            network.parameters[i] = w
            return network.loss_and_gradient(x, labels)

        loss(value)
        slope = float(network.gradients[i])
        picture = one_weight(parameter, loss, value, slope)
        network.parameters[:] = saved
        return picture

    explorer = Explorer(
        draw,
        parameter=ipywidgets.Dropdown(description="parameter", options=names, value=names[0]),
        value=slider("its value", -3, 3, 0.05, float(saved[0])),
    )

    def begin_at_its_own_value(change) -> None:
        explorer.controls["value"].value = float(saved[names.index(change.new)])

    explorer.controls["parameter"].observe(begin_at_its_own_value, "value")
    return explorer


def descent_explorer() -> Explorer:
    """Step through gradient descent on an oval bowl, at any learning rate."""

    def draw(learning_rate: float, steps: int):
        path, losses = walk(GradientDescent(learning_rate), steps)
        return one_descent(path, losses, CURVATURES)

    return Explorer(
        draw,
        learning_rate=slider("learning rate η", 0.005, 0.22, 0.005, 0.15, readout_format=".3f"),
        steps=steps_slider("steps", 0, 40, 12),
    )


def spiral_explorer(
    snapshots: Mapping[int, Network], x: np.ndarray, labels: np.ndarray
) -> Explorer:
    """Move through a training: where the network drew its borders at each stored step."""
    losses = {step: network.loss_and_gradient(x, labels) for step, network in snapshots.items()}

    def draw(step: int, bends: bool):
        return one_step(snapshots[step], losses, step, x, labels, bends)

    return Explorer(
        draw,
        step=ipywidgets.SelectionSlider(description="step", options=list(snapshots), value=50),
        bends=ipywidgets.Checkbox(description="show where each hidden unit bends", value=False),
    )


def _parameter_names(sizes) -> list[str]:
    """In the order of the flat vector: every layer's weights, then every layer's biases."""
    shapes = list(pairwise(sizes))
    weights = [
        f"W{k}[{i},{j}]"
        for k, (n_in, n_out) in enumerate(shapes, 1)
        for i in range(n_in)
        for j in range(n_out)
    ]
    biases = [f"b{k}[{j}]" for k, (_, n_out) in enumerate(shapes, 1) for j in range(n_out)]
    return weights + biases
