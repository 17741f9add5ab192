"""Who taught you that: the training images that are nearest to a drawing."""

from collections import Counter
from collections.abc import Callable
from functools import cache

import ipywidgets
import numpy as np

from ...data import Split, load_mnist
from ...network import Network
from ..words import to_say
from .reading import pictured

NEAREST = 8
CHUNK = 5000  # images at a time
EMPTY = to_say(
    "Draw a digit: the eight training images that are most like it to this network stand here."
)
FOUND = to_say(
    "The nearest eight of MNIST’s 50,000 training images, {}, and what they were said to be: {}. "
    "The pad reads a {}."
)
HIDDEN, PIXELS = to_say("in its last hidden layer"), to_say("by their pixels")


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
        hidden = len(self._network.layers) > 1
        wanted = self._seen(image[None])[0] if hidden else 255 * image.ravel()
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
        super().__init__(pad.say(EMPTY))
        self._pad, self._memory, self._of = pad, None, None

    def show(self) -> None:
        """Look for them."""
        pad, say = self._pad, self._pad.say
        if pad.tensor is None:
            self.value = say(EMPTY)
            return
        if self._of is not pad.network:
            self.value = say("Going through 50,000 images …")
            self._memory, self._of = Memory(pad.network.copy()), pad.network
        found, data = self._memory.nearest(pad.tensor), self._memory.data
        shown, alt = "", say("A training image of a {}")
        for i, digit in zip(found, data.labels[found], strict=True):
            image = pictured(data.images[i] / 255, alt.format(digit))
            shown += f"<figure>{image}<figcaption>{digit}</figcaption></figure>"
        votes = Counter(data.labels[found].tolist()).most_common()
        said = ", ".join(f"{n} × {digit}" for digit, n in votes)
        where = say(HIDDEN if len(pad.network.layers) > 1 else PIXELS)
        words = say(FOUND).format(where, said, pad.prediction)
        self.value = f'<div class="nnlib-teachers">{shown}</div><p>{words}</p>'
