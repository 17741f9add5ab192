"""A plausible wrong answer to each exercise: the checkers must tell it from the right one."""

import numpy as np

WRONG = {
    "1.1": lambda x, W, b: x @ W,
    "1.2": lambda z: z - np.log(np.sum(np.exp(np.minimum(z, 700)))),
    "1.3": lambda z, label: np.exp(z) / np.exp(z).sum(),
    "1.4": lambda a, W, delta: (a.T @ delta, delta.mean(axis=0), delta @ W.T),
    "1.5": lambda z, delta: np.where(z > 0, delta, 0.0),
    "4.1": lambda image: image[::10, ::10],
    "4.2": lambda image: np.argwhere(image > 0).mean(axis=0),
    "4.3": lambda height, width: 20 / height,
    "4.4": lambda train, new: (new - train.mean(axis=0)) / (train.std(axis=0) + 1e-8),
    "4.5": lambda values, value: value > np.percentile(values, 99.5),
}
