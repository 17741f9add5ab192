"""The layers of a network: each one knows its function and its derivative."""

import numpy as np


class Dense:
    """An affine layer, ``z = a W + b``, one sample a row.

    It keeps four arrays: W (n_in, n_out), b (n_out,), and dW, db of the same shapes, which
    `backward` fills. `Network` hands over all four, as parts of its two long vectors.
    """

    def __init__(self, W, b, dW=None, db=None):
        self.W, self.b = W, b
        self.dW = np.zeros_like(W) if dW is None else dW
        self.db = np.zeros_like(b) if db is None else db

    def forward(self, a):
        """Return ``a W + b``: (N, n_in) → (N, n_out). Keep `a`: `backward` needs it."""
        ...

    def backward(self, delta, input_gradient=True):
        """Fill dW and db, and return the loss's gradient with respect to the input.

        `delta` (N, n_out) is the loss's gradient with respect to this layer's output z. Then

            dW = aᵀ delta        db = the sum of delta's rows        returned: delta Wᵀ

        Write *into* the arrays that are there, as in ``self.dW[:] = …``: they belong to the
        network. With `input_gradient` False return None and save yourself the product: the first
        layer's input is the data, which does not learn.
        """
        ...


class ReLU:
    """The rectifier ``max(z, 0)``, number by number; what shape goes in comes out."""

    gain = 2.0  # for `Network.initialise`: a ReLU halves a signal's mean square

    def forward(self, z):
        """Return a new array in which what is negative is zero. Keep what `backward` needs."""
        ...

    def backward(self, delta):
        """Return `delta` where the input of `forward` was positive, and 0 everywhere else.

        At exactly zero there is no derivative; take 0.
        """
        ...
