"""Watching a pad after it ships: is this hundred of drawings still what came on the first day?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...images import diagnostics
from ...network import Network

WINDOW = 100  # drawings
RATE = 0.01  # of the windows in which nothing has changed: how many may raise an alarm
INPUTS = ("density", "area_ratio", "size", "aspect", "thickness", "centre_offset")
WATCHED = ("inputs", "confidence", "unsure")
UNSURE = 0.5  # an answer with less confidence than this
CHANCE = 2000  # windows that are drawn of the launch, to see how much they differ by chance
Observed = dict[str, np.ndarray]


def largest_gap(some: np.ndarray, others: np.ndarray) -> float:
    """The two-sample statistic of Kolmogorov (1933) and Smirnov (1939).

    Sort each sample and ask at each value which share of it lies at or below. The statistic is the
    largest difference between the two shares: 0 if the samples agree, 1 if they lie apart.
    """
    some, others = np.sort(some), np.sort(others)
    at = np.concatenate([some, others])
    below = [np.searchsorted(sample, at, side="right") / len(sample) for sample in (some, others)]
    return float(np.abs(below[0] - below[1]).max())


def observe(network: Network, images: np.ndarray) -> Observed:
    """What can be known of drawings without their labels: tensors' properties, and confidence."""
    measured = diagnostics.measure(images)
    confidence = network.predict(images).max(axis=1)
    return {name: measured[name] for name in INPUTS} | {"confidence": confidence}


def windows(observed: Observed, n: int, rng: np.random.Generator) -> list[Observed]:
    """Draw n windows, each of `WINDOW` drawings, with replacement."""
    some = rng.integers(0, len(observed["confidence"]), (n, WINDOW))
    return [{name: values[row] for name, values in observed.items()} for row in some]


class Watch:
    """Compares windows with the day of the launch.

    For each thing that is watched, the limit is what all but one in a hundred windows of the launch
    itself stay below. The six inputs share that one in a hundred, and raise one alarm together.

    Parameters
    ----------
    launch : dict of ndarray
        As `observe` gives it.
    rng : numpy.random.Generator
    """

    def __init__(self, launch: Observed, rng: np.random.Generator):
        self.launch = launch
        gaps = [self.gaps(window) for window in windows(launch, CHANCE, rng)]
        self.limits = {
            name: np.quantile([gap[name] for gap in gaps], 1 - rate)
            for name, rate in {
                **dict.fromkeys(INPUTS, RATE / len(INPUTS)),
                "confidence": RATE,
                "unsure": RATE,
            }.items()
        }

    def gaps(self, window: Observed) -> dict[str, float]:
        """How far a window is from the launch, and its share of unsure answers."""
        gaps = {name: largest_gap(window[name], self.launch[name]) for name in self.launch}
        return gaps | {"unsure": float(np.mean(window["confidence"] < UNSURE))}

    def alarms(self, window: Observed) -> dict[str, bool]:
        """Which of `WATCHED` find this window unlike the launch."""
        above = {name: gap > self.limits[name] for name, gap in self.gaps(window).items()}
        return {"inputs": any(above[name] for name in INPUTS)} | {
            name: above[name] for name in ("confidence", "unsure")
        }


@dataclass(frozen=True)
class Stream:
    """Windows before a change and after it: the alarms of each, and the share that is read."""

    before: dict[str, np.ndarray]  # what is watched → bool (windows,)
    after: dict[str, np.ndarray]
    accuracy: tuple[float, float]  # before and after; nobody who watches knows it

    def delay(self, name: str) -> int | None:
        """How many windows after the change the first alarm comes, 1 at the earliest."""
        first = np.flatnonzero(self.after[name])
        return int(first[0]) + 1 if len(first) else None


def stream(
    watch: Watch, before: tuple, after: tuple, rng: np.random.Generator, n: int = 100
) -> Stream:
    """Watch n windows of some drawings, and then n of others; each is (observed, right)."""
    alarms = [
        [watch.alarms(window) for window in windows(observed, n, rng)]
        for observed, _ in (before, after)
    ]
    tables = [{name: np.array([a[name] for a in part]) for name in WATCHED} for part in alarms]
    return Stream(*tables, tuple(float(np.mean(right)) for _, right in (before, after)))


def describe(streams: Mapping[str, Stream]) -> str:
    """A table: alarms in a hundred windows before and after the change, and the first one."""
    lines = [f"{'alarms per 100 windows':24}{'read':>8}" + "".join(f"{w:>20}" for w in WATCHED)]
    for name, s in streams.items():
        cells = ""
        for watched in WATCHED:
            shares = (100 * part[watched].mean() for part in (s.before, s.after))
            first = s.delay(watched)
            cells += "{:7.0f} →{:4.0f}".format(*shares) + (f" ({first})" if first else "").rjust(7)
        lines.append(f"{name:24}{s.accuracy[1]:8.1%}{cells}")
    return "\n".join(
        [*lines, "In brackets: how many windows after the change the first alarm came."]
    )
