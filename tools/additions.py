"""Add to the training set one thing a row, and write what each buys: notebooks/additions.csv.

python tools/additions.py

Every row is the robust recipe cut to so many epochs. What people draw is data/digits-dev and
data/letters-dev: writers of whom nothing was trained on. Takes half an hour on two cores.
"""

from dataclasses import replace

import numpy as np

from nnlib import RECIPES, Distortion, calibrate, evaluate, fit, load_mnist
from nnlib.course.ch5.additions import FIELDS, TABLE
from nnlib.course.tables import write_table
from nnlib.evaluation import evaluate_drawings
from nnlib.images.hands import load_hands, strangers
from nnlib.images.soiling import soil
from nnlib.images.strokes import strokes_to_images
from nnlib.intervals import by_writer
from nnlib.sources import real_digits

EPOCHS, SEED = 40, 0
FULL = replace(RECIPES["robust"], epochs=EPOCHS)
BARE = replace(FULL, drawings=0, others=0, hands=0, distortion=Distortion(soiled=0))
STEPS = {
    "MNIST, distorted": BARE,
    "and the synthetic pen": replace(BARE, drawings=FULL.drawings, others=FULL.others),
    "and real hands": replace(FULL, distortion=Distortion(soiled=0)),
    "and spoilt pixels": FULL,
}


def main() -> None:
    """Train every row and write the table."""
    data, drawings, known = load_mnist(), load_hands("digits-dev"), real_digits("dev")
    letters = strokes_to_images(strangers("dev"))
    spoilt = data.dev.x.copy()
    soil(spoilt, np.random.default_rng(SEED), 0.999)
    rows = []
    for name, recipe in STEPS.items():
        rng = np.random.default_rng(SEED)
        network = recipe.build_network(rng)
        fit(network, data, recipe, rng, progress=False)
        calibrate(network, data.dev, known)
        read = evaluate_drawings(network, drawings)
        right = read.predictions == known.labels
        share = by_writer(right, [drawing.writer for drawing in drawings])
        damaged = np.mean(network.predict(spoilt).argmax(axis=1) == data.dev.labels)
        shares = (
            evaluate(network, data.dev).accuracy,
            share.share,
            share.low,
            share.high,
            np.mean(~network.knows(letters)),
            damaged,
        )
        rows.append((name, EPOCHS, *(f"{value:.4f}" for value in shares)))
        print(*rows[-1], sep="  ", flush=True)
    write_table(TABLE, FIELDS, rows)


if __name__ == "__main__":
    main()
