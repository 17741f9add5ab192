"""From scores to probabilities to a loss, with the gradient that starts backpropagation."""

import numpy as np

from .arguments import as_floats, check_array, check_labels, check_shape

NO_CLASS = -1  # the label of a sample that has no right answer


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn scores into probabilities, row by row.

    ``p_k = exp(z_k) / Σ_j exp(z_j)``. The row's largest score is subtracted first: that leaves
    ``p`` as it is and keeps ``exp`` from overflowing.

    Parameters
    ----------
    logits : ndarray, shape (N, K)
        Any real scores.

    Returns
    -------
    ndarray, shape (N, K), same dtype; of integers float64
        Positive, and every row sums to 1.

    Raises
    ------
    ValueError
        If the logits are not of that shape, or not finite.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0], [1000.0, 0.0]]))
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    check_array("logits", logits, "fiu", ("N", "K"), may_be_empty=True)
    logits = as_floats(logits)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return p


def familiarity(logits: np.ndarray) -> np.ndarray:
    """How much an image looks like any of the classes, shape (N,): high for what is known.

    ``log Σ exp (z − z̄)``: the negative energy of Liu et al. (2020, *Energy-based
    out-of-distribution detection*), without the row's mean, which no training ever decides. It
    is the mean of ``−log p`` over the classes, and tells a logit 10 above the others from one 20
    above, where the largest probability is next to 1 either way.
    """
    z = logits - logits.mean(axis=1, keepdims=True)
    largest = z.max(axis=1)
    return largest + np.log(np.exp(z - largest[:, None]).sum(axis=1))


def one_hot(labels: np.ndarray, k: int, dtype) -> np.ndarray:
    """Labels → a row of k probabilities each: all on its class; even, if it has none (−1)."""
    rows = np.concatenate([np.eye(k, dtype=dtype), np.full((1, k), 1 / k, dtype)])
    return rows[labels]  # −1, no class, is the last row


class SoftmaxCrossEntropy:
    """The mean negative log-probability of the right class.

    ``L = −(1/N) Σ_n log p_n[y_n]``, which is what maximum likelihood asks for
    (Bishop 2006, *Pattern Recognition and Machine Learning*, eq. 4.108).

    A sample that belongs to no class has the label −1. Its target is the uniform distribution:
    all that can be learnt of it is to be unsure (outlier exposure, Hendrycks et al. 2019).

    Attributes
    ----------
    probabilities, targets : ndarray, shape (N, K)
        The softmax of the last batch's logits, and what it should have been.

    Raises
    ------
    ValueError
        If logits and labels do not fit each other.

    Examples
    --------
    >>> loss = SoftmaxCrossEntropy()
    >>> round(loss.forward(np.zeros((1, 10)), np.array([3])), 3)  # in nats: log 10
    2.303
    >>> loss.backward()[0, 2:5].round(1)  # probability minus truth
    array([ 0.1, -0.9,  0.1])
    """

    def forward(self, logits: np.ndarray, labels: np.ndarray) -> float:
        """The loss of a batch, in nats; a uniform guess over ten classes costs ``log 10 ≈ 2.303``.

        Parameters
        ----------
        logits : ndarray, shape (N, K)
        labels : ndarray of int, shape (N,)
            The right class of each row, 0 to K − 1, or −1.
        """
        check_shape("logits", logits, ("N", "K"), at_least=1)
        logits = as_floats(logits)
        check_labels("labels", labels, *logits.shape, lowest=NO_CLASS)
        shifted = logits - logits.max(axis=1, keepdims=True)
        exponentials = np.exp(shifted)
        sums = exponentials.sum(axis=1, keepdims=True)
        self.probabilities = exponentials / sums
        self.targets = one_hot(labels, logits.shape[1], logits.dtype)
        # log p = z − log Σ exp z: never the logarithm of a probability that rounded to 0
        log_p = shifted - np.log(sums)
        return -float(np.mean(np.sum(self.targets * log_p, axis=1)))

    def backward(self) -> np.ndarray:
        """The gradient with respect to the logits: ``(p − y) / N``, y the target; shape (N, K)."""
        return (self.probabilities - self.targets) / len(self.targets)
