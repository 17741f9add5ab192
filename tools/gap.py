"""Measure how much of what real people draw is read, and write notebooks/writers.csv.

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
    evaluate_drawings,
    fit,
    load_mnist,
    load_network,
    read_unipen,
)
from nnlib.course.ch5.gap import FIELDS, TABLE
from nnlib.course.tables import write_table

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
    writers = [drawing.writer for drawing in drawings]
    labels = np.array([label for label, _ in drawings])
    rows = []
    for name, network in networks.items():
        # as the pad reads
        right = evaluate_drawings(network, drawings, views=True).predictions == labels
        for writer in sorted(set(writers)):
            theirs = np.array(writers) == writer
            rows.append((name, writer, np.sum(theirs), np.sum(right[theirs])))
        print(f"{name}: {np.mean(right):.2%}", flush=True)
    write_table(TABLE, FIELDS, rows)


if __name__ == "__main__":
    main()
