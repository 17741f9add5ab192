"""A network's answer to one image, as the pad gives it, and in a few words."""

from base64 import b64encode
from dataclasses import dataclass

import numpy as np

from ...network import Network
from ..pictures import png
from ..readings import percent


@dataclass(frozen=True)
class Reading:
    """The digit, its probability, and whether the image is known at all."""

    digit: int
    share: float
    known: bool

    @property
    def html(self) -> str:
        """A digit and how probable it is; "?" before it, where it is only the nearest."""
        digit = f"<b>{self.digit}</b>" if self.known else f"<b>?</b> {self.digit}"
        return f"{digit} <small>{percent(self.share)}</small>"


def read(network: Network, image: np.ndarray) -> Reading:
    """Let a network read an image, at eleven looks as the pad does."""
    (probabilities,), (known,) = network.read(image, views=True)
    return Reading(int(probabilities.argmax()), float(probabilities.max()), bool(known))


def pictured(image: np.ndarray, alt: str, side: int = 56) -> str:
    """A 28 × 28 image in a line of HTML."""
    source = b64encode(png(image)).decode("ascii")
    size = f'width="{side}" height="{side}"'
    return f'<img class="nnlib-small" src="data:image/png;base64,{source}" alt="{alt}" {size}>'
