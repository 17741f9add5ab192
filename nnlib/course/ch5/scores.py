"""Scores that tell a digit from what is none, and how two of them are compared."""

import numpy as np

from ...losses import familiarity, softmax


def energy(logits: np.ndarray) -> np.ndarray:
    """``log Σ exp z``, the negative energy of Liu et al.: familiarity with the mean left in."""
    return familiarity(logits) + logits.mean(axis=1)


#: Name → the score of logits (N, K); high for a digit. The first needs no thought, and the second
#: no training either (Hendrycks and Gimpel 2017; Liu et al. 2020).
SCORES = {
    "largest probability": lambda logits: softmax(logits).max(axis=1),
    "energy": energy,
    "familiarity": familiarity,
}


def auroc(known: np.ndarray, strange: np.ndarray) -> float:
    """The share of pairs in which the digit scores higher than the stranger (Fawcett 2006)."""
    ranks = np.argsort(np.argsort(np.concatenate([known, strange])))
    n, m = len(known), len(strange)
    return float((ranks[:n].sum() - n * (n - 1) / 2) / (n * m))


def refused_at(share: float, known: np.ndarray, strange: np.ndarray) -> float:
    """The share of strangers refused where this share of the digits is."""
    return float(np.mean(strange < np.quantile(known, share)))
