"""A plausible wrong answer to each exercise: the checkers must tell it from the right one."""

import numpy as np

WRONG = {
    "2.1": lambda x, p, y: np.outer(x, p),  # forgets the right answer
    "2.2": lambda W, b: (W - W.mean(axis=1, keepdims=True), b - b.mean()),  # fixes the mean instead
    "2.3": lambda x, n_classes: 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1],  # forgets 1/K
    "2.4": lambda x, w, c: -(x @ w + c) * w,  # not divided by the length
    "2.5": lambda p, temperature: p / temperature,  # the probabilities instead of the logits
}
