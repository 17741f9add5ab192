"""The layers of a network: each one knows its function and its derivative."""

import numpy as np

from .arguments import check_shape


class Dense:
    """An affine layer: every output is a weighted sum of all inputs, and a bias.

    ``z = a W + b``, one sample a row.

    Parameters
    ----------
    W : ndarray, shape (n_in, n_out)
        Weights.
    b : ndarray, shape (n_out,)
        Biases.
    dW, db : ndarray, same shapes, optional
        Where `backward` writes the gradients. `Network` passes views into one flat vector.

    Raises
    ------
    ValueError
        If the shapes do not fit; so do the methods.

    Examples
    --------
    >>> layer = Dense(W=np.array([[1.0], [2.0]]), b=np.array([0.5]))
    >>> layer.forward(np.array([[3.0, 4.0]]))
    array([[11.5]])
    >>> layer.backward(np.array([[1.0]]))
    array([[1., 2.]])
    >>> layer.dW.ravel(), layer.db
    (array([3., 4.]), array([1.]))
    """

    def __init__(self, W, b, dW=None, db=None):
        check_shape("W", W, ("n_in", "n_out"))
        check_shape("b", b, W.shape[1:])
        self.W, self.b = W, b
        self.dW = np.zeros_like(W) if dW is None else dW
        self.db = np.zeros_like(b) if db is None else db
        check_shape("dW", self.dW, W.shape)
        check_shape("db", self.db, b.shape)

    def forward(self, a: np.ndarray) -> np.ndarray:
        """Compute ``a W + b``: (N, n_in) → (N, n_out). Remembers `a` for `backward`."""
        check_shape("a", a, ("N", self.W.shape[0]))
        self.a = a
        return a @ self.W + self.b

    def backward(self, delta: np.ndarray, input_gradient: bool = True) -> np.ndarray | None:
        """Chain rule: writes ``dW = aᵀ delta`` and ``db = Σ delta``, over the samples.

        Parameters
        ----------
        delta : ndarray, shape (N, n_out)
            The loss's gradient with respect to this layer's output ``z``.
        input_gradient : bool
            False skips the gradient with respect to the input. The first layer's input is the
            data, which does not learn, and that product is a third of the layer's work.

        Returns
        -------
        ndarray, shape (N, n_in), or None
            The loss's gradient with respect to the input ``a``: ``delta Wᵀ``.
        """
        check_shape("delta", delta, (len(self.a), self.W.shape[1]))
        np.matmul(self.a.T, delta, out=self.dW)
        np.sum(delta, axis=0, out=self.db)
        return delta @ self.W.T if input_gradient else None


class ReLU:
    """The rectifier ``max(z, 0)``, element by element (Nair and Hinton, 2010).

    Shapes are free: what goes in comes out, (N, n) in a `Network`.

    Raises
    ------
    ValueError
        In `backward`, if the gradient has another shape than the input of `forward`.

    Examples
    --------
    >>> bend = ReLU()
    >>> bend.forward(np.array([[-1.0, 2.0]]))
    array([[0., 2.]])
    >>> bend.backward(np.array([[5.0, 5.0]]))
    array([[0., 5.]])
    """

    leak, gain = 0.0, 2.0  # the derivative below zero; what keeps a signal's second moment

    def forward(self, z: np.ndarray) -> np.ndarray:
        """Set what is negative to zero. Remembers its output for `backward`."""
        self.a = np.maximum(z, 0)
        return self.a

    def backward(self, delta: np.ndarray) -> np.ndarray:
        """Let the gradient pass where the input was positive, and nowhere else.

        At exactly zero the derivative does not exist; we take 0, as is usual.
        """
        check_shape("delta", delta, self.a.shape)
        return delta * (self.a > 0)


class LeakyReLU:
    """The leaky rectifier: ``z`` where that is positive, ``0.1 z`` elsewhere (Maas et al., 2013).

    A little of the gradient always passes, so that no unit is switched off for good. Shapes and
    errors are those of `ReLU`.
    """

    leak = 0.1
    gain = 2 / (1 + leak**2)  # He et al. 2015, eq. 15

    def forward(self, z: np.ndarray) -> np.ndarray:
        """Shrink what is negative. Remembers its output for `backward`."""
        self.a = np.maximum(z, self.leak * z)
        return self.a

    def backward(self, delta: np.ndarray) -> np.ndarray:
        """Let the gradient pass where the input was positive, and a tenth of it elsewhere."""
        check_shape("delta", delta, self.a.shape)
        return delta * np.where(self.a > 0, 1, self.leak).astype(delta.dtype)


#: The activations that a network can have between its dense layers, by the name in a recipe.
ACTIVATIONS = {"relu": ReLU, "leaky relu": LeakyReLU}
