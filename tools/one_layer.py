"""Train one linear layer for long, and three for comparison: notebooks/one_layer.npz.

    python tools/one_layer.py

The baseline's weights after the steps that chapter 2 shows, in half precision; the record of 200
passes of Adam; and the training loss of chapter 3's network without its penalty, which its record
includes: about three minutes.
"""

from dataclasses import replace

import numpy as np

from nnlib import fit, load_mnist
from nnlib.course.ch2.long_runs import ADAM, DEEP, DESCENT, FILE, MEASURES, PASSES, STEPS


def templates(data, steps=STEPS) -> np.ndarray:
    """The baseline's weights after each of these steps, shape (steps, 784, 10), float16."""
    kept = []

    def keep(network, history):
        if len(history) in steps:
            kept.append(network.layers[0].W.astype(np.float16))

    recipe = replace(DESCENT, epochs=steps[-1])
    rng = np.random.default_rng(0)
    fit(recipe.build_network(rng), data, recipe, rng, callback=keep, progress=False)
    return np.array(kept)


def long_run(data, passes=PASSES, measured=PASSES) -> dict[str, np.ndarray]:
    """What each of the first `measured` passes of Adam reached."""
    recipe = replace(ADAM, epochs=passes)
    rng = np.random.default_rng(0)
    stop = {"callback": lambda _, history: len(history) == measured, "progress": False}
    history = fit(recipe.build_network(rng), data, recipe, rng, **stop)
    return {name: np.array(getattr(history, name), np.float32) for name in MEASURES}


def deep_loss(data, measured=DEEP.epochs) -> np.ndarray:
    """The three layers' cross-entropy, mean over each of the first passes: `History` without L2."""
    rng = np.random.default_rng(0)
    network = DEEP.build_network(rng)
    with_penalty, penalties = network.loss_and_gradient, []

    def measure(x, labels, l2):
        weights = sum(np.vdot(layer.W, layer.W) for layer in network.layers[::2])
        penalties.append(0.5 * l2 * float(weights) * len(labels) / len(data.train))
        return with_penalty(x, labels, l2)

    network.loss_and_gradient = measure
    stop = {"callback": lambda _, history: len(history) == measured, "progress": False}
    history = fit(network, data, DEEP, rng, **stop)
    penalty = np.array(penalties).reshape(len(history), -1).sum(axis=1)
    return (np.array(history.train_loss) - penalty).astype(np.float32)


def main() -> None:
    """Train all three and write the file."""
    data = load_mnist()
    runs = long_run(data) | {"deep_loss": deep_loss(data)}
    np.savez_compressed(FILE, steps=STEPS, weights=templates(data), **runs)


if __name__ == "__main__":
    main()
