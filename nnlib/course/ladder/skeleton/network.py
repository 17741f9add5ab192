"""A network: layers that share one long vector of parameters and one of gradients."""

from itertools import pairwise

import numpy as np

from .layers import Dense, ReLU
from .losses import SoftmaxCrossEntropy, softmax


class Network:
    """Dense layers with a ReLU between each two: ``x → z₁ → a₁ → … → logits``."""

    def __init__(self, sizes, rng=None, dtype=np.float32):
        """Lay out all numbers of a network, such as ``Network((784, 256, 128, 10))``.

        Set, all of this `dtype`:

            sizes                        as a tuple
            parameters, gradients        two vectors of zeros, as long as there are numbers to learn
            weights, weight_gradients    the first part of each: a view, without the biases
            layers                       a list: Dense, ReLU, Dense, …, Dense
            mean                         zeros (sizes[0],)
            scale                        1.0
            loss                         a SoftmaxCrossEntropy

        In `parameters` all layers' weights come first, one layer after the other, each row by
        row; after them all biases. Each layer's W and b are views into `parameters`, and its dW
        and db into `gradients`: ``vector[begin:end].reshape(n_in, n_out)`` is a view, so that who
        changes the vector changes the layers. `pairwise(sizes)` gives each layer's two sizes.

        If `rng` is given, end with ``self.initialise(rng)``.
        """
        ...

    def initialise(self, rng):
        """He initialisation: each layer's W from N(0, gain / n_in), and every bias 0.

        That is `rng.normal` with mean 0 and *standard deviation* ``sqrt(gain / n_in)``, layer by
        layer, first to last, written into the W that is there. The ReLU's gain is 2.
        """
        ...

    def forward(self, x):
        """Normalised inputs (N, sizes[0]) → logits (N, sizes[-1]), through all layers."""
        ...

    def backward(self, delta):
        """Fill `gradients`, given the loss's gradient with respect to the logits.

        The layers in reverse order, each with what the one after it returned. The first is told
        that nobody needs the gradient with respect to its input.
        """
        ...

    def loss_and_gradient(self, x, labels, l2=0.0):
        """Return the loss of a batch, a float, and leave its gradient in `gradients`.

        ``J = L + (λ/2) ‖W‖²``: λ is `l2`, and ‖W‖² the sum of the squares of all weights. So
        ``λ W`` is added to the gradient of the weights. Biases pay nothing.
        """
        ...

    def learn_normalisation(self, images):
        """Set `mean` and `scale` from training images (N, sizes[0]).

        `mean` is each pixel's mean over the images. `scale` is one number for all pixels: with
        ``(x − mean) / scale`` the mean square of all numbers becomes 1. Images are uint8, which
        counts to 255, or floats in [0, 1]; mean and scale are for images in [0, 1].
        Compute in float64: a sum of millions of float32 numbers is not exact.
        """
        ...

    def normalise(self, images):
        """Images → the network's input, ``(x − mean) / scale``, shape (N, sizes[0]).

        Images are uint8, which counts to 255, or floats in [0, 1]. Their shape is (N, pixels),
        (N, height, width), or (height, width) for a single one. The result has the dtype of
        `parameters`.
        """
        ...

    def predict(self, images):
        """Images, as in `normalise` → the probability of each class, shape (N, sizes[-1])."""
        ...
