"""A plausible wrong answer to each exercise: the checkers must tell it from the right one."""

from itertools import pairwise
from math import comb

import numpy as np


def planted_bug(theta, g, m, v, t, eta, beta1=0.9, beta2=0.999):
    """Exercise 3.8's listing as it stands."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1 * t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + 1e-8), m, v


def one_sided(right, wrong):
    """Exercise 6.4, as if only more right ones could be uneven."""
    n = right + wrong
    return sum(comb(n, k) for k in range(right, n + 1)) / 2**n


WRONG = {
    "1.1": lambda x, W, b: x @ W,
    "1.2": lambda x: np.maximum(x, 0) - np.maximum(x - 1, 0),  # climbs, and stays up
    "1.3": lambda z: z - np.log(np.sum(np.exp(np.minimum(z, 700)))),
    "1.4": lambda z, label: np.exp(z) / np.exp(z).sum(),
    "1.5": [3, 4, 0],  # one of v's two ways
    "1.6": "BEDCA",  # the slope before there is anything to multiply
    "1.7": lambda x, z1, a1, z2, a2, p, y, W2, W3: (
        x.T @ (((p - y) @ W3.T * (z2 > 0)) @ W2.T * (z1 > 0)),
        a1.T @ ((p - y) @ W3.T * (z2 > 0)),
        a2.T @ (p - y),
    ),
    "1.8": lambda x, z1, a, p, y, W2: (
        x.T @ ((p - y) / len(x) @ W2.T),  # no bend at all
        ((p - y) / len(x) @ W2.T).sum(axis=0),
        a.T @ ((p - y) / len(x)),
        ((p - y) / len(x)).sum(axis=0),
    ),
    "1.9": 0.5,
    "2.1": lambda means: (means.T, -((means**2).sum(axis=1))),  # forgets the half
    "2.2": lambda W, b: (W - W.mean(axis=1, keepdims=True), b - b.mean()),  # fixes the mean instead
    "2.3": lambda x, p, y: np.outer(x, p),  # forgets the right answer
    "2.4": "ECDFBA",  # multiplies by the error of the step before
    "2.5": lambda p, labels: -np.log(p.max(axis=1)).mean(),  # of the answer, not of the truth
    "2.6": lambda loss: 2 / (loss(1) - 2 * loss(0) + loss(-1)),  # too far away
    "2.7": 1e-6,  # calm, and far too slow
    "2.8": lambda p, temperature: p / temperature,  # the probabilities instead of the logits
    "2.9": lambda x, w, c: -(x @ w + c) * w,  # not divided by the length
    "3.1": lambda a, b: (np.mean(a) - np.mean(b), np.std(a, ddof=1) + np.std(b, ddof=1)),
    "3.2": lambda sizes: sum(a * b for a, b in pairwise(sizes)),
    "3.3": lambda n_in, slope: 2 / ((1 + slope) * n_in),
    "3.4": 128 * 6.7,  # as if the noise fell with the batch size, not with its root
    "3.5": lambda beta: (1 / (1 - beta), 1 - beta),
    "3.6": lambda beta: 1.0,
    "3.7": "DGBCEFA",  # corrects before it counts
    "3.8": planted_bug,
    "3.9": [0.42, 0.3383, 0.8],
    "3.10": 0.5,  # the best for the recipe, and too much for batches of 16
    "3.11": lambda a, W, b, upstream, l2: a.T @ upstream + l2 * W,
    "3.12": lambda t, steps, warm: min(t / warm, (1 + np.cos(np.pi * t / steps)) / 2),
    "3.13": lambda a: np.count_nonzero(a == 0),
    "4.1": lambda image: image[::10, ::10],
    "4.2": lambda image: np.argwhere(image > 0).mean(axis=0),
    "4.3": lambda values, value: not np.percentile(values, 1) <= value <= np.percentile(values, 99),
    "4.4": lambda train, new: (new - train.mean(axis=0)) / (train.std(axis=0) + 1e-8),
    "4.5": lambda height, width: 20 / height,
    "4.6": {"A": "new styles", "B": "mirrored", "C": "thick pen"},  # plausible, and the wrong way
    "5.1": lambda points, angle: (
        points @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    ),
    "5.2": lambda slant: np.array([[1.0, slant], [0.0, 1.0]]),
    "5.3": lambda image, y, x: image[round(y), round(x)],
    "5.4": lambda confidence, accuracy, count: np.mean(np.abs(confidence - accuracy)),
    "5.5": lambda logits, temperature: (
        np.exp(logits / temperature) / np.exp(logits / temperature).sum()
    ),
    "6.1": lambda image, parts, n: np.where(parts >= np.sort(parts)[-n], 0, image.ravel()).reshape(
        28, 28
    ),  # also blank pixels
    "6.2": lambda one, other: sorted(one + other, key=lambda entry: entry["time"]),
    "6.3": lambda labels, old, new: (np.sum(new == labels), np.sum(old == labels)),
    "6.4": one_sided,
    "7.1": lambda gradients, counts: np.mean(gradients, axis=0),
    "7.2": "CDBEA",  # changes θ before it knows how
    "7.3": lambda seconds: (seconds.mean(axis=1).sum(), 0.0),  # as if nobody were late
    "7.4": lambda alone, workers: (1 - alone) * workers,
    "7.5": lambda workers, n: 2 * (workers - 1) * n,  # whole gradients, not pieces
    "7.6": 128,
}
