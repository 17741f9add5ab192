"""Train the mlp recipe's variants, each with three seeds, and write notebooks/ablation.csv.

python tools/ablation.py
"""

import numpy as np

from nnlib import MNIST, Network, evaluate, fit, load_mnist
from nnlib.course.ch3 import UncorrectedAdam
from nnlib.course.ch3.ablation import FIELDS, TABLE, VARIANTS, Variant
from nnlib.course.tables import write_table

SEEDS = (0, 1, 2)


def train(variant: Variant, data: MNIST, seed: int) -> tuple[Network, float]:
    """Train a variant; returns the network and the seconds that it took."""
    recipe, rng = variant.recipe, np.random.default_rng(seed)
    network = recipe.build_network(rng)
    network.weights *= variant.weight_scale
    optimizer = recipe.build_optimizer()
    if not variant.bias_correction:
        optimizer = UncorrectedAdam(recipe.learning_rate)
    history = fit(network, data, recipe, rng, optimizer=optimizer, progress=False)
    return network, sum(history.seconds)


def main() -> None:
    """Train every variant with every seed and write the table."""
    data = load_mnist()
    known = {}  # the recipe itself stands under several questions, and is trained once
    rows = []
    for variant in VARIANTS:
        for seed in SEEDS:
            key = (variant.recipe, variant.weight_scale, variant.bias_correction, seed)
            if key not in known:
                network, seconds = train(variant, data, seed)
                accuracies = (evaluate(network, part).accuracy for part in (data.train, data.dev))
                known[key] = (*accuracies, round(seconds, 1))
            rows.append((variant.question, variant.name, seed, *known[key]))
            print(*rows[-1], sep="  ", flush=True)
    write_table(TABLE, FIELDS, rows)


if __name__ == "__main__":
    main()
