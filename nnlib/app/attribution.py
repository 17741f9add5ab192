"""Why this digit: what each pixel adds to a score, exactly.

A network of dense layers and ReLUs is piecewise linear. For one image every ReLU either passes
its input on or stops it (a leaky one lets a tenth through). With these switches held, each logit
is a sum over the pixels of a weight times the normalised pixel, plus a constant (Montúfar et al.
2014, *On the number of linear regions of deep neural networks*). So "why 4 and not 9?" has an
answer without any approximation.
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import refusal
from ..layers import ACTIVATIONS, Dense
from ..network import Network


@dataclass(frozen=True)
class Margin:
    """By how much one digit leads another, and where that comes from.

    Each pixel speaks for the one (positive) or the other (negative) with its weight times its
    normalised value. A pixel left blank where MNIST often has ink speaks too.
    """

    pixels: np.ndarray  # (784,)
    constant: float  # the part of the biases, whatever the image

    @property
    def total(self) -> float:
        """The one's logit minus the other's."""
        return float(self.pixels.sum() + self.constant)


class Attribution:
    """A network held at one image in [0, 1], (28, 28) or (784,), where it is a linear map.

    `activations` holds those of each hidden layer, first to last; it is empty without any.
    """

    def __init__(self, network: Network, image: np.ndarray):
        self._layers = [layer for layer in network.layers if isinstance(layer, Dense)]
        if np.size(image) != network.sizes[0]:
            raise refusal("image", f"shape {np.shape(image)}", f"{network.sizes[0]} pixels")
        a = network.normalise(np.reshape(image, (1, -1)))[0].astype(np.float64)
        self._fed, self.activations = a, []
        self._bend = ACTIVATIONS[network.activation]()
        for layer in self._layers[:-1]:
            a = self._bend.forward(a @ layer.W + layer.b)
            self.activations.append(a)
        self.logits = a @ self._layers[-1].W + self._layers[-1].b

    def margin(self, digit: int, other: int) -> Margin:
        """Why this digit and not the other one.

        A direction among the scores is carried back to the pixels, as in the backward pass: through
        the weights, and through the units that are on.
        """
        direction, constant = np.zeros(len(self.logits)), 0.0
        direction[digit] += 1
        direction[other] -= 1
        for i in reversed(range(len(self._layers))):
            constant += float(self._layers[i].b @ direction)
            direction = self._layers[i].W.astype(np.float64) @ direction
            if i:
                on = self.activations[i - 1] > 0
                direction = direction * np.where(on, 1, self._bend.leak)
        return Margin(self._fed * direction, constant)
