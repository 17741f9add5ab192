"""A plausible wrong answer to each exercise: the checkers must tell it from the right one."""

import numpy as np

WRONG = {
    "1.1": lambda x, W, b: x @ W,
    "1.2": lambda z: z - np.log(np.sum(np.exp(np.minimum(z, 700)))),
    "1.3": lambda z, label: np.exp(z) / np.exp(z).sum(),
    "1.4": lambda a, W, delta: (a.T @ delta, delta.mean(axis=0), delta @ W.T),
    "1.5": lambda z, delta: np.where(z > 0, delta, 0.0),
    "5.1": lambda points, angle: (
        points @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    ),
    "5.2": lambda slant: np.array([[1.0, slant], [0.0, 1.0]]),
    "5.3": lambda image, y, x: image[round(y), round(x)],
    "5.4": lambda logits, temperature: (
        np.exp(logits / temperature) / np.exp(logits / temperature).sum()
    ),
    "5.5": lambda confidence, accuracy, count: np.mean(np.abs(confidence - accuracy)),
}
