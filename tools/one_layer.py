"""Train one linear layer for long, and write notebooks/one_layer.npz.

    python tools/one_layer.py

The baseline's weights after the steps that chapter 2 shows, in half precision, and the record of
200 passes of Adam: about two minutes.
"""

from dataclasses import replace

import numpy as np

from nnlib import fit, load_mnist
from nnlib.course.ch2.long_runs import ADAM, DESCENT, FILE, MEASURES, PASSES, STEPS


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


def main() -> None:
    """Train both and write the file."""
    data = load_mnist()
    np.savez_compressed(FILE, steps=STEPS, weights=templates(data), **long_run(data))


if __name__ == "__main__":
    main()
