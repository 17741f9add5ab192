"""Measure how much of what real people draw is read, and write notebooks/robust.csv.

python tools/gap.py DRAWINGS

DRAWINGS is the UCI pen digits' original file, by 30 writers (`pendigits-orig.tra`, UNIPEN text,
plain or .gz). Nothing is trained on it; how often it was looked at stands in
`weights/MODEL_CARD.md`.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnlib import (
    MNIST,
    RECIPES,
    Network,
    evaluate,
    evaluate_drawings,
    fit,
    load_mnist,
    load_network,
    read_unipen,
)
from nnlib.course.ch5.gap import FIELDS, TABLE
from nnlib.course.tables import write_table

OURS = "this project"

# Measured before this library was written, on 3,498 drawings by 14 writers that were kept back
# (the same UCI set's second file): canvas 280 pixels, pen 18. The second row has the first one's
# weights.
CITED = (
    ("the original walkthrough, its own app's path", 0.723, 0.973),
    ("its weights, drawing just resized to 28 × 28", 0.196, 0.973),
    ("the best digit reader on PyPI, its own path", 0.866, 0.982),
    ("a network trained with distortions", 0.927, 0.993),
    ("and with a rough synthetic pen", 0.962, 0.991),
)
SHORT = 40  # epochs of the run that has distortions and no pen


def distortions_alone(data: MNIST, epochs: int = SHORT) -> Network:
    """The robust recipe without the synthetic pen: neither its digits nor its other drawings."""
    recipe = replace(
        RECIPES["robust"], epochs=epochs, drawings=0, others=0, hands=0, calibrated=False
    )
    rng = np.random.default_rng(0)
    network = recipe.build_network(rng)
    fit(network, data, recipe, rng, progress=False)
    return network


def main(arguments: list[str] | None = None, epochs: int = SHORT) -> None:
    """Measure this project's networks and write the table."""
    parser = argparse.ArgumentParser(prog="python tools/gap.py", description=__doc__)
    parser.add_argument("drawings", type=Path, help="UNIPEN text, plain or .gz")
    drawings = read_unipen(parser.parse_args(arguments).drawings)
    data = load_mnist()
    networks = {
        "softmax.npz (chapter 2)": load_network("weights/softmax.npz"),
        "mlp.npz (chapter 3)": load_network("weights/mlp.npz"),
        f"distortions alone, {epochs} epochs": distortions_alone(data, epochs),
        "robust.npz": load_network("weights/robust.npz"),
    }
    rows = [(name, 14, 3498, accuracy, test, "cited") for name, accuracy, test in CITED]
    for name, network in networks.items():
        accuracy = evaluate_drawings(network, drawings, views=True).accuracy  # as the pad reads
        test = evaluate(network, data.test).accuracy
        rows.append((name, 30, len(drawings), round(accuracy, 4), round(test, 4), OURS))
        print(*rows[-1], sep="  ", flush=True)
    write_table(TABLE, FIELDS, rows)


if __name__ == "__main__":
    main()
