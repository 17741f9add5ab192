"""Train the mlp recipe at many learning rates, and write notebooks/tuning.csv.

    python tools/tuning.py

Three seeds each, two runs side by side, a thread each: about an hour on two cores.
A run that diverges is stored as NaN.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache

import numpy as np
from threadpoolctl import threadpool_limits

from nnlib import Recipe, fit, load_mnist
from nnlib.course.ch3.tuning import FIELDS, RUNS, TABLE
from nnlib.course.tables import write_table

SEEDS = (0, 1, 2)
load_once = cache(load_mnist)


def train(recipe: Recipe, seed: int, data=None) -> float:
    """The dev accuracy after training; NaN if the loss did not stay finite."""
    data = data or load_once()
    rng = np.random.default_rng(seed)
    with threadpool_limits(1), np.errstate(all="ignore"):
        try:
            history = fit(recipe.build_network(rng), data, recipe, rng, progress=False)
        except FloatingPointError:
            return float("nan")
    return history.dev_accuracy[-1]


def measure() -> Iterator[tuple]:
    """A row of the table for each run and seed; a recipe that comes up twice is trained once."""
    with ProcessPoolExecutor(2) as pool:
        jobs = {(run.recipe, seed): None for run in RUNS for seed in SEEDS}
        jobs = {(recipe, seed): pool.submit(train, recipe, seed) for recipe, seed in jobs}
        for run in RUNS:
            for seed in SEEDS:
                accuracy = jobs[run.recipe, seed].result()
                yield run.question, run.variant, run.recipe.learning_rate, seed, accuracy


def main() -> None:
    """Train all runs and write the table."""
    rows = []
    for row in measure():
        rows.append(row)
        print(*row, sep="  ", flush=True)
    write_table(TABLE, FIELDS, rows)


if __name__ == "__main__":
    main()
