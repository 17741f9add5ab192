"""Train to an accuracy in a fresh process: python fresh.py {97,98.5,99} [SEED]

Prints the accuracies on dev and on test as JSON. The schedules were chosen on dev; the network is
the one of all chapters. This is the speedrun's first entry (README.md has the rules).
"""

import json
import sys
from dataclasses import replace

import numpy as np

import nnlib

MLP = nnlib.RECIPES["mlp"]
GENTLE = nnlib.Distortion(  # enough for MNIST's own test images
    shift=0.5, rotation=0.08, slant=0.09, size=0.05, aspect=0.05, elastic=0.7, thickness=0.1
)
BENT = replace(MLP, learning_rate=2e-3, batch_size=256, l2=0.0, distortion=GENTLE)
SCHEDULES = {
    "97": replace(MLP, epochs=2, learning_rate=2e-3),
    "98.5": replace(BENT, epochs=10),
    "99": replace(BENT, epochs=25),
}


def main(target: str, seed: str = "0") -> None:
    """Train as the schedule for this target says, from loading the data on."""
    data = nnlib.load_mnist()
    rng = np.random.default_rng(int(seed))
    network = SCHEDULES[target].build_network(rng)
    history = nnlib.fit(network, data, SCHEDULES[target], rng, progress=False)
    test = nnlib.evaluate(network, data.test).accuracy
    print(json.dumps({"dev": history.dev_accuracy[-1], "test": test}))


if __name__ == "__main__":
    main(*sys.argv[1:])
