"""How sure a measured share is: intervals by writer, and for sets that name no writers."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from .arguments import check_count, refusal

Z = 1.959964  # 95 % of a normal distribution lies within so many standard deviations
TAILS = (2.5, 97.5)  # percentiles: the ends of a 95 % interval
RESAMPLES, SEED = 2000, 1979  # of the bootstrap; the year of Efron's first paper on it
Writer = tuple[str, float, int]  # the name, the share read correctly, of how many
ENOUGH = 10  # drawings by one writer, for a share of their own
MANY, WELL = 100, 0.94  # whoever made so many drawings and is read less well is read badly


@dataclass(frozen=True)
class ByWriter:
    """The share of all drawings read correctly, its 95 % interval, and who is read how.

    `writers` are (name, share, count) of those with enough drawings, the worst first; of two in
    the middle, `median` is the worse. Shares are 0 to 1.
    """

    share: float
    low: float
    high: float
    n_writers: int  # also those with few drawings
    writers: list[Writer]
    median: Writer | None
    worst: Writer | None

    @property
    def badly(self) -> list[Writer]:
        """Those with `MANY` drawings or more of which a smaller share than `WELL` is read."""
        return [writer for writer in self.writers if writer[2] >= MANY and writer[1] < WELL]


def bootstrap(values: np.ndarray, writers: Sequence[str]) -> tuple[float, float]:
    """The 95 % interval of a mean, for other writers of the same kind.

    Drawings by one hand are read alike, so that a thousand by ten people say less than a thousand
    by a thousand. So whole writers are drawn with replacement, again and again, and the middle
    95 % of the means are kept: a percentile bootstrap (Efron and Tibshirani 1993, *An Introduction
    to the Bootstrap*, chapters 8 and 13), always with the same seed. It is too narrow where the
    writers are few.

    Parameters
    ----------
    values : ndarray, shape (N,)
        A number for each drawing: 1 where it was read correctly and 0 where not, or the
        difference of two networks, drawing by drawing.
    writers : sequence of str, length N
        Who made each drawing.

    Returns
    -------
    low, high : float

    Examples
    --------
    >>> better = np.array([0.0] * 6 + [1.0] * 3 + [0.0] * 3)
    >>> bootstrap(better, ["Ada"] * 6 + ["Bob"] * 6)  # both may be Ada, or both Bob
    (0.0, 0.5)
    """
    names, who = np.unique(np.array(writers, str), return_inverse=True)
    n, sums = np.bincount(who), np.bincount(who, values)
    rng = np.random.default_rng(SEED)
    often = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), RESAMPLES)
    low, high = np.percentile(often @ sums / (often @ n), TAILS)
    return float(low), float(high)


def by_writer(right: np.ndarray, writers: Sequence[str], min_count: int = ENOUGH) -> ByWriter:
    """The share read correctly, with an interval for other writers of the same kind.

    The interval is that of `bootstrap`.

    Parameters
    ----------
    right : ndarray of bool, shape (N,)
        Whether each drawing was read correctly.
    writers : sequence of str, length N
        Who made each drawing. Those that name nobody ("") count as one writer's.
    min_count : int
        How many drawings a writer must have made to be named in the result's `writers`.

    Returns
    -------
    ByWriter

    Raises
    ------
    ValueError
        If there are not as many writers as drawings, or fewer than two different ones.

    Examples
    --------
    >>> right = np.array([True] * 30 + [True, False] * 10)
    >>> result = by_writer(right, ["Ada"] * 30 + ["Bob"] * 20)
    >>> result.share, result.low, result.high  # both may be Bob, or both Ada
    (0.8, 0.5, 1.0)
    >>> result.worst
    ('Bob', 0.5, 20)
    """
    right = np.asarray(right)
    if right.dtype != bool or right.shape != (len(writers),) or not len(writers):
        got = f"{right.dtype} of shape {right.shape} for {len(writers):,} writers"
        raise refusal("right", got, "a bool for each drawing, and at least one")
    check_count("min_count", min_count)
    names, who = np.unique(np.array(writers, str), return_inverse=True)
    if len(names) < 2:
        raise refusal("writers", f"only {str(names[0])!r}", "at least two; see `wilson`")
    n, sums = np.bincount(who), np.bincount(who, right)
    low, high = bootstrap(right, writers)
    shares = zip(names.tolist(), (sums / n).tolist(), n.tolist(), strict=True)
    enough = sorted((w for w in shares if w[2] >= min_count), key=lambda w: (w[1], -w[2]))
    median, worst = (enough[(len(enough) - 1) // 2], enough[0]) if enough else (None, None)
    share = float(right.mean())
    return ByWriter(share, low, high, len(names), enough, median, worst)


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, `right` of `n`, as if each answer were independent.

    For sets such as MNIST's, whose files do not say who wrote what: all shares from which the
    measured one is within 1.96 of their own standard deviations (Wilson 1927, *Probable inference,
    the law of succession, and statistical inference*). Counts that cannot be are a ValueError.

    Examples
    --------
    >>> [round(end, 4) for end in wilson(9931, 10_000)]
    [0.9913, 0.9945]
    """
    check_count("n", n)
    check_count("right", right, 0)
    if right > n:
        raise refusal("right", right, f"at most n = {n:,}")
    share, square = right / n, Z * Z / n
    middle = share + square / 2
    reach = Z * sqrt(share * (1 - share) / n + square / (4 * n))
    return max((middle - reach) / (1 + square), 0.0), min((middle + reach) / (1 + square), 1.0)
