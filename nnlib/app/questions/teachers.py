"""Who taught you that: the training images that are nearest to a drawing."""

from collections import Counter
from collections.abc import Callable
from functools import cache

import ipywidgets
import numpy as np

from ...data import Split, load_mnist
from ...network import Network
from .reading import pictured

NEAREST = 8
CHUNK = 5000  # images at a time
EMPTY = "Draw a digit: the eight training images that are most like it to this network stand here."


class Memory:
    """MNIST's training images as a network has them before its last layer.

    There, and not among the pixels, is what the network takes for alike: all that its ten scores
    are made of. A network of one layer has the pixels themselves.
    """

    def __init__(self, network: Network):
        self.data = _training_set()
        self._network = network
        parts = range(0, len(self.data), CHUNK)
        if len(network.layers) > 1:
            kept = [self._seen(self.data.images[i : i + CHUNK]) for i in parts]
            self._kept = np.concatenate(kept)
        else:
            self._kept = self.data.images.reshape(len(self.data), -1)  # as bytes: a fourth
        self._squares = np.concatenate([self._square(self._kept[i : i + CHUNK]) for i in parts])

    def nearest(self, image: np.ndarray) -> np.ndarray:
        """The numbers of the images nearest to this one, the nearest first."""
        if len(self._network.layers) > 1:
            wanted = self._seen(image[None])[0]
        else:
            wanted = 255 * image.ravel()
        products = np.concatenate(
            [
                self._kept[i : i + CHUNK].astype(np.float32, copy=False) @ wanted
                for i in range(0, len(self._kept), CHUNK)
            ]
        )
        distances = self._squares - 2 * products
        some = np.argpartition(distances, NEAREST)[:NEAREST]
        return some[np.argsort(distances[some])]

    def _seen(self, images: np.ndarray) -> np.ndarray:
        x = self._network.normalise(images)
        for layer in self._network.layers[:-1]:
            x = layer.forward(x)
        return x.copy()  # a layer may use its array again

    @staticmethod
    def _square(rows: np.ndarray) -> np.ndarray:
        return np.square(rows, dtype=np.float32).sum(axis=1)


@cache
def _training_set() -> Split:
    return load_mnist().train


class WhoTaughtYou(ipywidgets.HTML):
    """The nearest eight of 50,000, with the digit that each was said to be."""

    def __init__(self, pad, listener: Callable):
        super().__init__(EMPTY)
        self._pad, self._memory, self._of = pad, None, None

    def show(self) -> None:
        """Look for them."""
        pad = self._pad
        if pad.tensor is None:
            self.value = EMPTY
            return
        if self._of is not pad.network:
            self.value = "Going through 50,000 images …"
            self._memory, self._of = Memory(pad.network.copy()), pad.network
        found, data = self._memory.nearest(pad.tensor), self._memory.data
        figures = "".join(
            f"<figure>{pictured(data.images[i] / 255, f'A training image of a {data.labels[i]}')}"
            f"<figcaption>{data.labels[i]}</figcaption></figure>"
            for i in found
        )
        votes = Counter(data.labels[found].tolist()).most_common()
        said = ", ".join(f"{n} × {digit}" for digit, n in votes)
        where = "in its last hidden layer" if len(pad.network.layers) > 1 else "by their pixels"
        self.value = (
            f'<div class="nnlib-teachers">{figures}</div><p>The nearest eight of MNIST’s 50,000 '
            f"training images, {where}, and what they were said to be: {said}. The pad reads a "
            f"{pad.prediction}.</p>"
        )
