"""Measure a shared step and the messages that it is made of, and write notebooks/cluster.csv.

    python tools/cluster.py [PASSES]        (default: 3)

About half a minute a pass on two cores. Measured are a step of the mlp recipe, feeding and Adam
too, in this process alone ("alone") and with the gradients of one and two worker processes
("step"), and a message of so many bytes to a worker and back ("message"). Each figure is the
fastest of many.
"""

import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
from threadpoolctl import threadpool_limits

from nnlib import RECIPES, load_mnist
from nnlib.course.ch7.model import FIELDS, TABLE
from nnlib.course.tables import write_table
from nnlib.workers import RowFeed, SharedNetwork, cluster

BATCHES = (128, 512, 2048, 8192)
MESSAGES = (1_000, 10_000, 100_000, 1_000_000, 4_000_000, 16_000_000)
RUNS = 20


class Echo:
    """Sends back what it is sent."""

    def send_back(self, array: np.ndarray) -> np.ndarray:
        return array


def fastest(task: Callable[[], object]) -> float:
    """Seconds of a call: the fastest of many, which is what other work disturbed least."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        task()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def steps() -> Iterator[tuple]:
    """A row for each number of workers, 0 for this process alone, and each batch size."""
    train, recipe = load_mnist().train, RECIPES["mlp"]
    rng = np.random.default_rng(0)
    plain, feed = recipe.build_network(rng), RowFeed(train, recipe)
    plain.learn_normalisation(feed.images)
    optimizer = recipe.build_optimizer()
    for n_workers in (0, 1, 2):
        with cluster(max(n_workers, 1)) as client:
            network = SharedNetwork(plain, feed, client, n_workers) if n_workers else plain
            for size in BATCHES:

                def step(network=network, size=size, shared=n_workers > 0) -> None:
                    rows = rng.integers(len(train), size=size)
                    x = (rows, None, 0) if shared else network.normalise(feed.images[rows])
                    network.loss_and_gradient(x, train.labels[rows], recipe.l2)
                    optimizer.step(network.parameters, network.gradients)

                yield "step" if n_workers else "alone", n_workers, size, fastest(step)


def messages() -> Iterator[tuple]:
    """A row for each size of message, there and back."""
    with cluster(1) as client:
        echo = client.submit(Echo, actor=True).result()
        for size in MESSAGES:
            array = np.zeros(size, np.uint8)
            there_and_back = fastest(lambda array=array: echo.send_back(array).result())
            yield "message", 1, size, there_and_back


def main(passes: int = 3) -> None:
    """Measure several times over, print, and write the fastest of each."""
    best: dict[tuple, float] = {}
    with threadpool_limits(1, user_api="blas"):  # one core a process, here as in the workers
        for _ in range(passes):
            for measure in (messages, steps):
                for *kind, seconds in measure():
                    best[tuple(kind)] = min(seconds, best.get(tuple(kind), seconds))
                    print(*kind, f"{seconds:.3g}", f"{best[tuple(kind)]:.3g}", sep="  ", flush=True)
    write_table(TABLE, FIELDS, [(*kind, f"{seconds:.3g}") for kind, seconds in best.items()])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
