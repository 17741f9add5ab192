"""Add to the training one thing a row, and write what each buys: notebooks/additions.csv.

    python -m nnlib train robust --seed 1 --out one.npz    # and two.npz, with seed 2
    python tools/additions.py one.npz two.npz

The rows are the robust recipe cut to so many epochs, each with three seeds; the last two are the
whole of it, the stored weights and those that are named, read at one look and then at several.
What people draw is data/digits-dev and data/letters-dev: writers of whom nothing was trained on.
Takes half an hour on two cores, and as long for each training before it.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from nnlib import (
    MNIST,
    RECIPES,
    Distortion,
    Network,
    Recipe,
    calibrate,
    evaluate,
    evaluate_drawings,
    fit,
    load_checkpoint,
    load_mnist,
)
from nnlib.course.ch5.additions import FIELDS, TABLE
from nnlib.course.tables import write_table
from nnlib.images.hands import load_hands, strangers
from nnlib.images.soiling import soil
from nnlib.images.strokes import strokes_to_images
from nnlib.intervals import bootstrap
from nnlib.sources import real_digits

EPOCHS, SEEDS = 20, (0, 1, 2)
FULL = replace(RECIPES["robust"], epochs=EPOCHS)
BARE = replace(FULL, drawings=0, others=0, hands=0, distortion=Distortion(soiled=0))
STEPS = {
    "MNIST, distorted": BARE,
    "+ the pen's digits": replace(BARE, drawings=FULL.drawings),
    "+ what is no digit": replace(BARE, drawings=FULL.drawings, others=FULL.others),
    "+ real hands": replace(FULL, distortion=Distortion(soiled=0)),
    "+ spoilt pixels": FULL,
}
LONGER, LOOKS = "+ more epochs", "+ several looks"


def train(recipe: Recipe, data: MNIST, seed: int) -> Network:
    """A network trained by this recipe, with its temperature and threshold."""
    rng = np.random.default_rng(seed)
    network = recipe.build_network(rng)
    fit(network, data, recipe, rng, progress=False)
    calibrate(network, data.dev, real_digits("dev"))
    return network


def networks(data: MNIST, paths: Sequence[str]) -> Iterator[tuple[str, int, list[Network], bool]]:
    """Each row's name, epochs and networks, and whether they look several times."""
    whole = [load_checkpoint(path) for path in ("weights/robust.npz", *paths)]
    recipe, *others = [checkpoint.record["recipe"] for checkpoint in whole]
    if any(other != recipe for other in others):
        raise ValueError(f"{paths}: want weights of the stored weights' recipe, with other seeds.")
    for name, step in STEPS.items():
        yield name, step.epochs, [train(step, data, seed) for seed in SEEDS], False
    for name, views in ((LONGER, False), (LOOKS, True)):
        yield name, recipe["epochs"], [checkpoint.network for checkpoint in whole], views


def main(paths: Sequence[str]) -> None:
    """Train every row that is not trained yet, and write the table."""
    data, drawings = load_mnist(), load_hands("digits-dev")
    writers, labels = [d.writer for d in drawings], np.array([d[0] for d in drawings])
    letters = strokes_to_images(strangers("dev"))
    spoilt = data.dev.x.copy()
    soil(spoilt, np.random.default_rng(0), 0.999)
    rows, before = [], None
    for name, epochs, of_seeds, views in networks(data, paths):
        dev, right, refused, damaged = [], [], [], []
        for network in of_seeds:
            dev.append(evaluate(network, data.dev, views).accuracy)
            right.append(evaluate_drawings(network, drawings, views).predictions == labels)
            refused.append(np.mean(~network.knows(letters, views)))
            damaged.append(
                np.mean(network.predict(spoilt, views).argmax(axis=1) == data.dev.labels)
            )
        share = np.mean(right, axis=0)  # of the seeds that read each drawing
        gain = share - before if before is not None else np.zeros(len(share))
        before = share
        values = (
            np.mean(dev),
            share.mean(),
            *bootstrap(share, writers),
            np.ptp(np.mean(right, axis=1)),
            gain.mean(),
            *bootstrap(gain, writers),
            np.mean(refused),
            np.mean(damaged),
        )
        rows.append((name, len(of_seeds), epochs, *(f"{value:.4f}" for value in values)))
        print(*rows[-1], sep="  ", flush=True)
    write_table(TABLE, FIELDS, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
