"""What a shared step costs: two numbers for the work, two for the wire, and a way to add up."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...files import ROOT
from .. import tables

TABLE = ROOT / "notebooks" / "cluster.csv"  # `tools/cluster.py` writes it
FIELDS = {"what": str, "workers": int, "size": int, "seconds": float}
N_BYTES = 4 * 235_146  # the parameters, or the gradients, of 784-256-128-10 in float32


@dataclass(frozen=True)
class Wire:
    """What carries messages between processes.

    Attributes
    ----------
    latency : float
        Seconds that a message takes however short it is.
    bandwidth : float
        Bytes a second.
    """

    latency: float
    bandwidth: float

    def send(self, n_bytes: float) -> float:
        """Seconds that a message of so many bytes is on its way."""
        return self.latency + n_bytes / self.bandwidth


@dataclass(frozen=True)
class Work:
    """What a step takes in one process: seconds whatever the batch, and seconds an image."""

    fixed: float
    image: float


def server(wire: Wire, workers: int, n_bytes: float) -> float:
    """One process sends the parameters to each worker and adds up what comes back, in turn."""
    return 2 * workers * wire.send(n_bytes)


def tree(wire: Wire, workers: int, n_bytes: float) -> float:
    """Pairs add up, then pairs of pairs; and the sum goes back the same way."""
    return 2 * math.ceil(math.log2(workers)) * wire.send(n_bytes)


def ring(wire: Wire, workers: int, n_bytes: float) -> float:
    """Everyone hands a piece to the next: once around to add up, once to tell the sums."""
    return 2 * (workers - 1) * wire.send(n_bytes / workers)


WAYS: dict[str, Callable[[Wire, int, float], float]] = {
    "server": server,
    "tree": tree,
    "ring": ring,
}
# On paper: round numbers of the order of what such hardware is sold with.
WIRES = {
    "Ethernet, 10 Gbit/s": Wire(latency=50e-6, bandwidth=1.25e9),
    "InfiniBand, 200 Gbit/s": Wire(latency=2e-6, bandwidth=25e9),
}


def step_seconds(
    work: Work,
    wire: Wire,
    workers: int,
    batch: float,
    way: str = "server",
    n_bytes: float = N_BYTES,
) -> float:
    """A step's seconds: what is not shared, a share of the images, and adding up."""
    adding = WAYS[way](wire, workers, n_bytes) if workers > 1 else 0.0
    return work.fixed + work.image * batch / workers + adding


def speed_up(work: Work, wire: Wire, workers: int, batch: float, way: str) -> float:
    """How many times faster than one process."""
    alone = step_seconds(work, wire, 1, batch)
    return alone / step_seconds(work, wire, workers, batch, way)


def read_table() -> list[dict]:
    """What was measured: one dict a row, with the keys of `FIELDS`."""
    return tables.read_table(TABLE, FIELDS)


def measured(rows: list[dict], what: str, workers: int) -> tuple[np.ndarray, np.ndarray]:
    """Sizes and seconds of the rows of one kind."""
    found = [
        (r["size"], r["seconds"]) for r in rows if (r["what"], r["workers"]) == (what, workers)
    ]
    sizes, seconds = np.array(found, dtype=float).T
    return sizes, seconds


def fitted(rows: list[dict]) -> tuple[Work, Wire]:
    """Work and wire, each a straight line through what was measured."""
    work = Work(*_line(*measured(rows, "alone", 0)))
    latency, per_byte = _line(*measured(rows, "message", 1))
    return work, Wire(latency / 2, 2 / per_byte)  # each message went there and back


def _line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Start and slope of the line with the smallest relative errors, both positive."""
    columns = np.stack([1 / y, x / y], axis=1)
    start, slope = np.linalg.lstsq(columns, np.ones(len(y)), rcond=None)[0]
    return float(max(start, 1e-7)), float(slope)
