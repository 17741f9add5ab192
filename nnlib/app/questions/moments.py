"""What networks were at some moments of their training, from small files beside the page."""

import json
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ...files import ROOT
from ...layers import Dense
from ...network import Network

STORE = ROOT / "web" / "weights"
ENDING = "-moments.bin"  # what follows a network's name


def with_moments(names: Iterable[str], store: Path = STORE) -> list[str]:
    """Those of the networks whose moments are stored."""
    return [name for name in names if (store / f"{name}{ENDING}").exists()]


def load_moments(name: str, store: Path = STORE) -> dict[str, Network]:
    """A network at each of its moments, the earliest first, by what the moment is called."""
    return unpacked((store / f"{name}{ENDING}").read_bytes())


def unpacked(content: bytes) -> dict[str, Network]:
    """The networks of a packed file (see tools/web_weights.py), as web/weights.js reads them."""
    head, content = zlib.decompress(content).split(b"\n", 1)
    head = json.loads(head)
    networks, whole, n = {}, 0, 0
    for moment in head["moments"]:
        network = Network(head["sizes"])
        low, high = np.frombuffer(content, np.uint8).reshape(-1, len(network.weights))[n : n + 2]
        codes, n = low + 256 * high.astype(int), n + 2
        whole = whole + np.where(codes % 2, -(codes + 1) // 2, codes // 2)
        layers = [layer for layer in network.layers if isinstance(layer, Dense)]
        network.weights[:] = whole
        for layer, step, b in zip(layers, head["steps"], moment["biases"], strict=True):
            layer.W *= step
            layer.b[:] = b
        layers[0].W *= np.array(head["times"])[:, None]
        network.temperature = moment["temperature"]
        if moment["threshold"] is not None:
            network.familiarity_threshold = moment["threshold"]
        networks[moment["label"]] = network
    return networks
