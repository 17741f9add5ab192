"""From scores to probabilities to a loss, with the gradient that starts backpropagation."""

import numpy as np


def softmax(logits):
    """Turn scores (N, K) into probabilities of the same shape and dtype, row by row.

    ``p_k = exp(z_k) / Σ_j exp(z_j)``. Take the row's largest score away from all of them first:
    that leaves p as it is, and keeps exp from overflowing.
    """
    ...


def one_hot(labels, k, dtype):
    """Return a row of k probabilities for each label (N,): 1 for its class and 0 for the others.

    The label −1 says that a sample belongs to no class: its row is ``1 / k`` everywhere.
    """
    ...


class SoftmaxCrossEntropy:
    """The mean negative log-probability of the right class: ``L = −(1/N) Σ_n Σ_k y_nk log p_nk``.

    y are the targets, `one_hot` of the labels.
    """

    def forward(self, logits, labels):
        """Return the loss of a batch as one float, in nats.

        `logits` are (N, K), `labels` (N,). Keep the softmax as `self.probabilities` and the
        targets as `self.targets`, both (N, K) and of the logits' dtype.

        Never take the logarithm of a probability: it may have been rounded to 0. With m the
        row's largest score, ``log p_k = (z_k − m) − log Σ_j exp(z_j − m)``.
        """
        ...

    def backward(self):
        """Return the loss's gradient with respect to the logits (N, K): ``(p − y) / N``."""
        ...
