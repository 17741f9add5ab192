"""A look inside the network while it reads: pixels, hidden units and scores as one picture."""

import re
from collections.abc import Callable
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from ...layers import ACTIVATIONS, Dense
from ...network import Network
from ..attribution import Attribution
from .telling import WORDS

HERE = Path(__file__).parent


def one_module(*names: str) -> str:
    """Modules one after the other, each after those that it imports."""
    text = "".join((HERE / f"{name}.js").read_text(encoding="utf-8") for name in names)
    text = re.sub(r"^import [^;]*;\n", "", text, flags=re.M)
    return re.sub(r"^export (?=const|function|class)", "", text, flags=re.M)


class LookInside(anywidget.AnyWidget):
    """What the network is fed, and what each of its units makes of it; the browser draws both.

    Attributes
    ----------
    sizes : list of int
    numbers : bytes
        The mean of each pixel, and each layer's weights and biases, as float32. The scale of the
        input is part of the first layer's weights.
    leak : float
        The slope of the activation below zero.
    words : dict
        What is said, in the pad's language; see `telling`.
    reading : bytes
        The image and the values of all units, layer by layer, as float32; empty for an empty sheet.
    """

    _esm = one_module("why", "ways", "inside", "look")
    _css = (HERE / "inside.css").read_text(encoding="utf-8")
    sizes = traitlets.List().tag(sync=True)
    numbers = traitlets.Bytes().tag(sync=True)
    leak = traitlets.Float().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    reading = traitlets.Bytes().tag(sync=True)

    def __init__(self, pad, listener: Callable):
        super().__init__(words={name: pad.say(words) for name, words in WORDS.items()})
        self._pad, self._network = pad, None

    def show(self) -> None:
        """Send what the network makes of the drawing, and the network itself if it is another."""
        pad = self._pad
        if pad.network is not self._network:
            self._network = pad.network
            with self.hold_sync():
                self.reading = b""
                self.sizes, self.leak = list(pad.network.sizes), _leak(pad.network)
                self.numbers = _numbers(pad.network)
        if pad.tensor is None:
            self.reading = b""
            return
        held = Attribution(pad.network, pad.tensor)
        self.reading = _bytes([pad.tensor.ravel(), *held.activations, held.logits])


def _numbers(network: Network) -> bytes:
    first, *others = (layer for layer in network.layers if isinstance(layer, Dense))
    parts = [network.mean, first.W / network.scale, first.b]
    return _bytes(parts + [part for layer in others for part in (layer.W, layer.b)])


def _leak(network: Network) -> float:
    return float(ACTIVATIONS[network.activation].leak)


def _bytes(arrays: list[np.ndarray]) -> bytes:
    return np.concatenate([np.ravel(array) for array in arrays]).astype("<f4").tobytes()
