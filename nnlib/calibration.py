"""Confidence that means something: probabilities that come true, and "I do not know this"."""

import numpy as np

from .arguments import check_array, check_count, check_labels, check_type, refusal
from .data import Split
from .losses import familiarity
from .network import Network

REFUSED = 0.01  # the share of real digits that may be taken for something else
BINS = 15  # of the reliability table, as in Guo et al. (2017)
ROUNDING = 1e-5  # by how much a float32 softmax may come out above 1
TEMPERATURES = (0.05, 20.0)  # where the best one is looked for
STEPS = 60  # of the search; each narrows it to 0.618 of what it was


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature T at which ``softmax(logits / T)`` makes the labels most likely.

    One number, fitted on images that the network was not trained on, is enough to cure a network
    of being too sure or not sure enough (Guo et al. 2017, *On calibration of modern neural
    networks*, section 4.2). It is above 1 if the network was too sure. The logits are of shape
    (N, K), their labels integers of shape (N,).
    """
    check_array("logits", logits, "f", ("N", "K"))
    check_labels("labels", labels, *np.shape(logits))
    logits = np.asarray(logits, np.float64)

    def loss(log_temperature: float) -> float:
        z = logits * np.exp(-log_temperature)
        z -= z.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels]))

    # Golden-section search: the loss has a single valley (it is convex in 1 / T).
    ratio = (np.sqrt(5) - 1) / 2
    low, high = np.log(TEMPERATURES)
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = loss(left), loss(right)
    for _ in range(STEPS):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - ratio * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + ratio * (high - low)
            at_right = loss(right)
    return float(np.exp((low + high) / 2))


def reliability(
    probabilities: np.ndarray, labels: np.ndarray, bins: int = BINS
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How often the network is right when it is so sure: the numbers of a reliability diagram.

    Parameters
    ----------
    probabilities : ndarray, shape (N, K)
    labels : ndarray of int, shape (N,)
    bins : int
        Equal steps of confidence from 0 to 1.

    Returns
    -------
    confidence, accuracy : ndarray, shape (bins,)
        The mean of the largest probability, and the share read correctly; NaN in an empty bin.
    count : ndarray of int, shape (bins,)

    Raises
    ------
    ValueError
        If the probabilities are not floats of that shape from 0 to 1, the labels do not fit them,
        or `bins` is less than 1.

    Examples
    --------
    >>> probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6]])
    >>> confidence, accuracy, count = reliability(probabilities, np.array([0, 1, 1]), bins=2)
    >>> [round(float(value), 3) for value in (confidence[1], accuracy[1])], count.tolist()
    ([0.8, 0.667], [0, 3])
    """
    check_array("probabilities", probabilities, "f", ("N", "K"))
    probabilities = np.asarray(probabilities)
    if probabilities.min() < 0 or probabilities.max() > 1 + ROUNDING:
        raise refusal(
            "probabilities", f"{probabilities.min():g} to {probabilities.max():g}", "0 to 1"
        )
    check_labels("labels", labels, *probabilities.shape)
    check_count("bins", bins)
    confidence = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        means = (np.bincount(place, values, bins) / count for values in (confidence, right))
        return (*means, count)


def expected_calibration_error(
    probabilities: np.ndarray, labels: np.ndarray, bins: int = BINS
) -> float:
    """The mean distance of confidence from accuracy, 0 to 1 (Guo et al. 2017, eq. 3).

    Parameters
    ----------
    probabilities : ndarray, shape (N, K)
    labels : ndarray of int, shape (N,)
    bins : int
        Equal steps of confidence from 0 to 1.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the labels do not fit the probabilities.

    Examples
    --------
    >>> sure_and_half_right = np.array([[1.0, 0.0], [1.0, 0.0]])
    >>> expected_calibration_error(sure_and_half_right, np.array([0, 1]))
    0.5
    """
    confidence, accuracy, count = reliability(probabilities, labels, bins)
    return float(np.nansum(np.abs(confidence - accuracy) * count) / count.sum())


def calibrate(network: Network, *parts: Split) -> None:
    """Set a network's `temperature` and `familiarity_threshold`, from images new to it.

    Afterwards its probabilities are those with which it is right, and of each part at most one in
    a hundred images is refused; see `nnlib.calibration`.

    Parameters
    ----------
    network : Network
        Changed in place.
    *parts : Split
        Digits of one or more kinds, such as MNIST's dev images and real hands' drawings.

    Raises
    ------
    ValueError
        If there is no part, or its images do not fit the network.

    Examples
    --------
    >>> from nnlib import Split
    >>> rng = np.random.default_rng(0)
    >>> images = rng.integers(0, 256, (200, 28, 28)).astype(np.uint8)
    >>> network = Network((784, 10), rng)
    >>> calibrate(network, Split(images, rng.integers(0, 10, 200)))
    >>> network.temperature > 1  # it had opinions without having learnt anything
    True
    """
    check_type("network", network, Network)
    if not parts:
        raise refusal("parts", "none", "one or more splits")
    for part in parts:
        check_type("parts", part, Split)
    logits = [network.logits(part.images) for part in parts]
    labels = np.concatenate([part.labels for part in parts])
    network.temperature = fit_temperature(np.concatenate(logits), labels)
    network.familiarity_threshold = min(
        float(np.quantile(familiarity(scores), REFUSED)) for scores in logits
    )
