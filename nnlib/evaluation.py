"""How a network does on a set: its accuracy, its loss, and what it takes for what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arguments import check_labels, check_type, refusal
from .data import Split
from .images.strokes import strokes_to_images
from .network import Network


@dataclass(frozen=True)
class Evaluation:
    """How a network does on a set.

    Attributes
    ----------
    loss : float
        Mean cross-entropy in nats.
    confusion : ndarray of int, shape (K, K)
        ``confusion[i, j]`` counts the digits i that were read as j.
    probabilities : ndarray, shape (N, K)
        The network's answers, in the set's order.

    Examples
    --------
    >>> confusion = np.array([[8, 2], [1, 9]])
    >>> result = Evaluation(loss=0.4, confusion=confusion, probabilities=np.eye(2))
    >>> result.accuracy
    0.85
    >>> result.commonest_confusions(1)  # a 0 was read as a 1, twice
    [(0, 1, 2)]
    """

    loss: float
    confusion: np.ndarray
    probabilities: np.ndarray

    @property
    def accuracy(self) -> float:
        """The share read correctly, 0 to 1."""
        return float(np.trace(self.confusion) / self.confusion.sum())

    @property
    def predictions(self) -> np.ndarray:
        """The most probable digit of each sample, shape (N,)."""
        return self.probabilities.argmax(axis=1)

    def commonest_confusions(self, count: int = 5) -> list[tuple[int, int, int]]:
        """The most frequent errors as (digit, read as, how often), commonest first."""
        errors = self.confusion.copy()
        np.fill_diagonal(errors, 0)
        worst = np.argsort(-errors, axis=None, kind="stable")[:count]
        pairs = zip(*np.unravel_index(worst, errors.shape), strict=True)
        return [(int(i), int(j), int(errors[i, j])) for i, j in pairs if errors[i, j]]


def evaluate(network: Network, split: Split, views: bool = False) -> Evaluation:
    """Measure a network on a split, image by image as `Network.predict` sees them.

    Parameters
    ----------
    network : Network
    split : Split
        N images, and which of the K digits each one is.
    views : bool
        Whether each image is looked at more than once; see `Network.logits`.

    Returns
    -------
    Evaluation

    Examples
    --------
    >>> split = Split(np.zeros((4, 28, 28), np.uint8), np.array([0, 0, 0, 1]))
    >>> result = evaluate(Network((784, 10)), split)  # all zero: it knows nothing, and says 0
    >>> result.accuracy, round(result.loss, 3)
    (0.75, 2.303)
    """
    check_type("network", network, Network)
    check_type("split", split, Split)
    check_labels("split.labels", split.labels, len(split), network.sizes[-1])
    return _score(network.predict(split.images, views), split.labels)


def evaluate_drawings(
    network: Network, drawings: Sequence[tuple[int, Sequence[np.ndarray]]], views: bool = False
) -> Evaluation:
    """Measure a network on pen drawings, each by the pipeline of the drawing pad.

    Parameters
    ----------
    network : Network
    drawings : sequence of (label, strokes)
        As `nnlib.read_unipen` gives them.
    views : bool
        As in `evaluate`.

    Returns
    -------
    Evaluation

    Raises
    ------
    ValueError
        If there are no drawings, or a label or strokes are unusable (`DrawingError`).

    Examples
    --------
    >>> drawings = [(1, [np.array([(50, 10), (50, 90)])]), (0, [np.array([(0, 0), (9, 9)])])]
    >>> evaluate_drawings(Network((784, 10)), drawings).accuracy  # all zero: it always says 0
    0.5
    """
    check_type("network", network, Network)
    try:
        labels = [label for label, _ in drawings]
    except (TypeError, ValueError):
        raise refusal("drawings", type(drawings).__name__, "pairs of (label, strokes)") from None
    check_labels("drawings", labels, len(labels), network.sizes[-1])
    images = strokes_to_images(strokes for _, strokes in drawings)
    return _score(network.predict(images, views), np.array(labels, np.int64))


def _score(probabilities: np.ndarray, labels: np.ndarray) -> Evaluation:
    k = probabilities.shape[1]
    right = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    tiny = np.finfo(probabilities.dtype).tiny  # a probability that rounded to 0 costs 87 nats
    confusion = np.bincount(labels * k + probabilities.argmax(axis=1), minlength=k * k)
    return Evaluation(
        loss=float(-np.mean(np.log(np.maximum(right, tiny)))),
        confusion=confusion.reshape(k, k),
        probabilities=probabilities,
    )
