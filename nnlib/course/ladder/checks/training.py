"""Steps: batches, measuring, and the loop."""

import math
from dataclasses import replace

import numpy as np

from .step import Missed, Step, same


def batches(mine) -> None:
    """Every row once, in an order that changes, and all at once if asked."""
    rng = np.random.default_rng(0)
    first, second = (list(mine.data.batches(10, 4, rng)) for _ in range(2))
    for epoch in (first, second):
        if (lengths := [len(batch) for batch in epoch]) != [4, 4, 2]:
            raise Missed(f"10 rows in batches of 4 give batches of {lengths}, want [4, 4, 2]")
        same("all rows of an epoch, sorted", np.sort(np.concatenate(epoch)), np.arange(10))
    if np.array_equal(np.concatenate(first), np.arange(10)):
        raise Missed("the rows come in their old order, want a shuffled one")
    if np.array_equal(np.concatenate(first), np.concatenate(second)):
        raise Missed("two epochs have the same order, want a fresh shuffle for each")
    wanted = np.random.default_rng(3).permutation(6)
    got = np.concatenate(list(mine.data.batches(6, 3, np.random.default_rng(3))))
    same("6 rows in batches of 3, as one rng.permutation", got, wanted)
    rows = list(mine.data.batches(5, None, rng))
    if len(rows) != 1 or np.arange(5)[rows[0]].tolist() != [0, 1, 2, 3, 4]:
        raise Missed("with batch_size None there is not one batch of all rows")


def split(mine, n: int, seed: int):
    """Images in which class 1 is bright and class 0 dark, with some noise."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 2
    images = rng.integers(0, 100, (n, 28, 28)) + 120 * labels[:, None, None]
    return mine.data.Split(images.astype(np.uint8), labels)


def evaluate(mine) -> None:
    """Accuracy, loss and confusions of a network that is sure of what it sees, and often wrong."""
    network = mine.network.Network((784, 3), dtype=np.float64)
    network.parameters[0] = 3.0  # the first pixel speaks for class 0
    images = np.zeros((6, 28, 28), np.uint8)
    images[:3, 0, 0] = 255
    images[3:, 0, 0] = [0, 51, 102]
    network.parameters[2352 + 1] = 1.0  # and there is a bias for class 1
    labels = np.array([0, 0, 1, 1, 2, 0])
    result = mine.evaluation.evaluate(network, mine.data.Split(images, labels))
    scores = np.array([[3 * v, 1, 0] for v in (1, 1, 1, 0, 0.2, 0.4)])
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    same("probabilities", result.probabilities, p)
    same("loss", result.loss, -sum(math.log(p[n, k]) for n, k in enumerate(labels)) / 6)
    same("confusion", result.confusion, [[3, 0, 0], [1, 1, 0], [0, 1, 0]])
    same("accuracy", result.accuracy, 4 / 6)
    for dtype in (np.float32, np.float64):
        network = mine.network.Network((784, 3), dtype=dtype)
        network.parameters[0] = 5000.0
        with np.errstate(all="ignore"):
            result = mine.evaluation.evaluate(network, mine.data.Split(images[:1], np.array([1])))
        wanted = -math.log(np.finfo(dtype).tiny)
        same(f"loss where a right {dtype.__name__} p rounded to 0", result.loss, wanted, 1e-6)
        same("confusion of one image", result.confusion, [[0, 0, 0], [1, 0, 0], [0, 0, 0]])


def recipe(mine, **changes):
    """A small recipe."""
    small = ("small", (784, 2), "zeros", "gradient descent", 0.1, "constant", None, 0.0, 3)
    return replace(mine.recipes.Recipe(*small), **changes)


def learns(mine) -> None:
    """Two hidden layers learn what is bright, and the record has a line for each epoch."""
    rng = np.random.default_rng(1)
    hidden = split(mine, 2, 3)
    hidden.labels[:] = 1 - hidden.labels  # whoever looks at the test set sees the opposite
    data = mine.data.MNIST(split(mine, 100, 1), split(mine, 40, 2), hidden)
    small = recipe(
        mine, sizes=(784, 8, 2), initialisation="he", optimizer="adam", batch_size=10, epochs=4
    )
    network = small.build_network(rng)
    history = mine.training.fit(network, data, small, rng, progress=False)
    for name in ("train_loss", "train_accuracy", "dev_loss", "dev_accuracy"):
        if (n := len(getattr(history, name))) != 4:
            raise Missed(f"history.{name} has {n} entries after 4 epochs")
    same("the last dev accuracy", history.dev_accuracy[-1], 1.0)
    result = mine.evaluation.evaluate(network, data.dev)
    same("the last dev loss, beside evaluate's", history.dev_loss[-1], result.loss, 1e-6)


def by_the_recipe(mine) -> None:
    """Three steps on all samples, against the same steps written out."""
    data = mine.data.MNIST(split(mine, 30, 4), split(mine, 10, 5), split(mine, 2, 6))
    small = recipe(mine, schedule="cosine", l2=0.05)
    network = small.build_network(np.random.default_rng(0), np.float64)
    history = mine.training.fit(network, data, small, np.random.default_rng(0), progress=False)

    x = data.train.images.reshape(30, 784) / 255
    same("mean", network.mean, x.mean(axis=0), 1e-6)
    x = (x - x.mean(axis=0)) / math.sqrt(np.mean((x - x.mean(axis=0)) ** 2))
    y, W, b = np.eye(2)[data.train.labels], np.zeros((784, 2)), np.zeros(2)
    losses, right = [], []
    for epoch in range(3):
        p = np.exp(x @ W + b)
        p /= p.sum(axis=1, keepdims=True)
        losses.append(-np.mean(np.log((p * y).sum(axis=1))) + 0.025 * np.sum(W * W))
        right.append(np.mean(p.argmax(axis=1) == data.train.labels))
        rate = 0.1 * (1 + math.cos(math.pi * epoch / 3)) / 2
        W, b = W - rate * (x.T @ (p - y) / 30 + 0.05 * W), b - rate * (p - y).mean(axis=0)
    same("train_loss", history.train_loss, losses, 1e-6)
    same("train_accuracy", history.train_accuracy, right, 1e-6)
    same("parameters", network.parameters, [*W.ravel(), *b], 1e-6)


def in_batches(mine) -> None:
    """Each row once an epoch, in batches, with the rate of the moment and means over samples."""
    data = mine.data.MNIST(split(mine, 20, 7), split(mine, 10, 8), split(mine, 2, 9))
    small = recipe(mine, schedule="cosine", batch_size=8, epochs=2, l2=0.01)
    network = small.build_network(np.random.default_rng(0), np.float64)
    seen, rates, losses, last = [], [], [], []
    plain = network.loss_and_gradient

    def spied(x, labels, l2=0.0):
        if last:
            rates.append(_rate(last[-2] - network.parameters, last[-1]))
        loss = plain(x, labels, l2)
        seen.append(np.array(x[:, 0]))
        losses.append((loss, len(labels), l2))
        last[:] = network.parameters.copy(), network.gradients.copy()
        return loss

    network.loss_and_gradient = spied
    history = mine.training.fit(network, data, small, np.random.default_rng(0), progress=False)
    rates.append(_rate(last[-2] - network.parameters, last[-1]))
    if (lengths := [n for _, n, _ in losses]) != [8, 8, 4] * 2:
        raise Missed(f"20 samples in 2 epochs came in batches of {lengths}, want 8, 8, 4 twice")
    pixel = network.normalise(data.train.images)[:, 0]
    for epoch in (seen[:3], seen[3:]):
        same("all samples of an epoch, sorted", np.sort(np.concatenate(epoch)), np.sort(pixel))
    if np.array_equal(np.concatenate(seen[:3]), np.concatenate(seen[3:])):
        raise Missed("both epochs have the same order, want a fresh shuffle for each")
    if {l2 for _, _, l2 in losses} != {0.01}:
        raise Missed("the recipe's l2 did not reach loss_and_gradient")
    wanted = [0.1 * (1 + math.cos(math.pi * i / 6)) / 2 for i in range(6)]
    same("the learning rates of the six steps", rates, wanted, 1e-6)
    means = [sum(loss * n for loss, n, _ in part) / 20 for part in (losses[:3], losses[3:])]
    same("train_loss", history.train_loss, means, 1e-6)
    ends = []
    for seed in (0, 1, 1):
        network = small.build_network(np.random.default_rng(0), np.float64)
        mine.training.fit(network, data, small, np.random.default_rng(seed), progress=False)
        ends.append(network.parameters)
    if np.array_equal(ends[0], ends[1]) or not np.array_equal(ends[1], ends[2]):
        raise Missed("the samples' order does not follow from the rng that was handed over")


def keeps_its_optimizer(mine) -> None:
    """One optimizer for the whole run: its memory lasts from epoch to epoch."""
    data = mine.data.MNIST(split(mine, 12, 1), split(mine, 10, 2), split(mine, 2, 3))
    ends = []
    for epochs in (1, 2):
        small = recipe(mine, optimizer="momentum", learning_rate=0.01, epochs=epochs)
        network = small.build_network(np.random.default_rng(0), np.float64)
        mine.training.fit(network, data, small, np.random.default_rng(0), progress=False)
        ends.append(network.parameters.copy())
    network.parameters[:] = ends[0]
    x = network.normalise(data.train.images)
    network.loss_and_gradient(x, data.train.labels)
    # the second step is 0.01 (0.9 u + g), and the first one, from zero, was 0.01 u
    wanted = ends[0] * 1.9 - 0.01 * network.gradients
    same("parameters after two epochs with momentum", ends[1], wanted, 1e-6)


def _rate(step: np.ndarray, gradient: np.ndarray) -> float:
    """The learning rate that made this step of this gradient."""
    return float(step @ gradient / (gradient @ gradient))


STEPS = [
    Step(
        "how well it does",
        2,
        "evaluation.evaluate",
        15,
        "predict takes the images as they are and gives p (N, K). p[np.arange(n), labels] are the "
        "right classes' probabilities. np.add.at(confusion, (labels, predictions), 1) counts pairs "
        "in an array (K, K) of zeros.",
        evaluate,
    ),
    Step(
        "batches",
        3,
        "data.batches",
        10,
        "permute once, before the loop; then slices order[start : start + batch_size]. yield hands "
        "one out and goes on after it.",
        batches,
    ),
    Step(
        "a loop that learns",
        3,
        "training.fit",
        20,
        "batch after batch: normalise, loss_and_gradient, step. After each epoch append to all "
        "lists of the History, and return it at the end.",
        learns,
    ),
    Step(
        "by the recipe",
        3,
        "training.fit",
        10,
        "has the network learnt its normalisation? Does recipe.l2 get where it belongs? At batch 0 "
        "of epoch e the rate is recipe.rate(e / epochs). A slice has no length: count labels.",
        by_the_recipe,
    ),
    Step(
        "in batches",
        3,
        "training.fit",
        10,
        "list(batches(…)) tells how many there will be, n. The last batch is smaller, so a mean "
        "over samples is no mean over batches: weigh each loss with the batch's length.",
        in_batches,
    ),
    Step(
        "with a memory",
        3,
        "training.fit",
        5,
        "build the optimizer before the first epoch, not in each.",
        keeps_its_optimizer,
    ),
]
