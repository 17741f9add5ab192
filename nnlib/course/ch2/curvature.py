"""How sharply the loss of one linear layer bends: that limits gradient descent's learning rate."""

import numpy as np


def hessian_times(x: np.ndarray, p: np.ndarray, v: np.ndarray) -> np.ndarray:
    """The Hessian of the softmax regression's loss times a vector: exact, and never built.

    Moving the parameters along ``v = (V, c)`` changes the logits by ``dz = x V + c``, hence the
    probabilities by ``dp = p (dz − Σ p dz)``, hence the gradient by ``xᵀ dp / N`` (weights) and
    ``Σ dp / N`` (biases). The labels do not appear: they are constants in ``p − y``.

    Parameters
    ----------
    x : ndarray, shape (N, n_in)
        Normalised inputs.
    p : ndarray, shape (N, K)
        The probabilities that the layer gives them.
    v : ndarray, shape (n_in K + K,)
        A direction, laid out like `Network.parameters` of a single layer.

    Returns
    -------
    ndarray, same shape as `v`
    """
    n, k = p.shape
    V, c = v[:-k].reshape(-1, k), v[-k:]
    dz = x @ V + c
    dp = p * (dz - (p * dz).sum(axis=1, keepdims=True)) / n
    return np.concatenate([(x.T @ dp).ravel(), dp.sum(axis=0)])


def largest_curvature(
    x: np.ndarray,
    p: np.ndarray,
    start: np.ndarray,
    tolerance: float = 1e-3,
    most: int = 500,
) -> tuple[float, np.ndarray]:
    """The Hessian's largest eigenvalue λ and its eigenvector, by power iteration.

    Every multiplication by the Hessian stretches a vector's part along the sharpest direction
    more than all the others, until nothing else is left (von Mises, 1929). The Hessian of a
    convex loss has no negative eigenvalues, so the largest is also the largest in size.

    Parameters
    ----------
    x, p : ndarray
        See `hessian_times`.
    start : ndarray, shape (n_in K + K,)
        Any vector that is not at right angles to the answer: a random one.
    tolerance : float
        Stop when ``‖H v − λ v‖`` is at most this share of λ.
    most : int
        Stop after this many multiplications in any case.

    Returns
    -------
    curvature : float
        λ; gradient descent with a rate above 2/λ is unstable along the eigenvector.
    direction : ndarray
        The eigenvector, of length 1.
    """
    v = start / np.linalg.norm(start)
    for _ in range(most):
        product = hessian_times(x, p, v)
        curvature = float(v @ product)
        residual = np.linalg.norm(product - curvature * v)
        v = product / np.linalg.norm(product)
        if residual <= tolerance * curvature:
            break
    return curvature, v


class CurvatureWatch:
    """A callback for `fit` that measures the largest curvature every few full-batch steps.

    Parameters
    ----------
    x : ndarray, shape (N, n_in)
        The normalised training inputs.
    every : int
        Steps from one measurement to the next.

    Attributes
    ----------
    curvatures : dict
        Step → λ at the point where that step began, which is where its loss was measured.
    """

    def __init__(self, x: np.ndarray, every: int = 4):
        self.x, self.every = x, every
        self.curvatures: dict[int, float] = {}
        self.direction = 0.0  # of the last measurement; none yet

    def __call__(self, network, history) -> None:
        """Measure, if it is time to: `fit` calls this after each step."""
        step = len(history) - 1
        if step % self.every:
            return
        # The last direction is a good start, but alone it would do for too long: the iteration
        # is content with what used to be the sharpest after another has overtaken it.
        start = np.random.default_rng(step).normal(size=network.parameters.shape)
        start *= 2 / np.linalg.norm(start)
        start = (start + self.direction).astype(self.x.dtype)
        p = network.loss.probabilities
        self.curvatures[step], self.direction = largest_curvature(self.x, p, start)
