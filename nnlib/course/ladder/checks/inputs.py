"""Steps: what a network makes of images before its layers see them, and what it answers."""

import math

import numpy as np

from .network import filled
from .step import Step, same


def learn_normalisation(mine) -> None:
    """From bytes and from floats, and in numbers that stay exact."""
    rng = np.random.default_rng(8)
    images = rng.integers(0, 256, (50, 4), dtype=np.uint8)
    mean = (images / 255).mean(axis=0)
    scale = math.sqrt(np.mean((images / 255 - mean) ** 2))
    for what, given in (("uint8", images), ("floats", images / 255)):
        network = mine.network.Network((4, 3), dtype=np.float64)
        network.learn_normalisation(given)
        same(f"mean of images of {what}", network.mean, mean, dtype=np.float64)
        same(f"scale of images of {what}", network.scale, scale)
    large = np.tile(np.array([[0.1, 0.9]], np.float32), (100_000, 1))
    large[::2] = [[0.3, 0.2]]
    network = mine.network.Network((2, 2))
    network.learn_normalisation(large)
    same("mean of 100,000 float32 images", network.mean, [0.2, 0.55], 1e-6, np.float32)
    same("scale of them", network.scale, math.sqrt((0.01 + 0.1225) / 2), 1e-6)


def normalise(mine) -> None:
    """Bytes and floats, in rows or as pictures."""
    network = mine.network.Network((4, 3))
    network.mean[:], network.scale = [0.1, 0.2, 0.3, 0.4], 0.5
    images = np.array([[[0, 255], [51, 102]], [[255, 0], [204, 153]]], np.uint8)
    wanted = (images.reshape(2, 4) / 255 - [0.1, 0.2, 0.3, 0.4]) / 0.5
    for what, given in (
        ("(N, height, width), uint8", images),
        ("(N, pixels), uint8", images.reshape(2, 4)),
        ("(N, height, width), floats", images / 255),
        ("(N, pixels), floats", (images / 255).reshape(2, 4)),
        ("(N, pixels), float32", (images / 255).reshape(2, 4).astype(np.float32)),
    ):
        before = given.copy()
        same(f"the input for {what}", network.normalise(given), wanted, 1e-6, np.float32)
        same("the images after it, which should be as before", given, before, 0)
    same("the input for one picture", network.normalise(images[1]), wanted[1:], 1e-6)
    dark = images // 255  # its largest byte is 1
    wanted_dark = (dark.reshape(2, 4) / 255 - [0.1, 0.2, 0.3, 0.4]) / 0.5
    same("the input for dark uint8", network.normalise(dark), wanted_dark, 1e-6)
    exact = mine.network.Network((4, 3), dtype=np.float64)
    exact.mean[:], exact.scale = [0.1, 0.2, 0.3, 0.4], 0.5
    got = exact.normalise(images)
    same("the input for uint8, of a float64 network", got, wanted, 1e-12, np.float64)


def predict(mine) -> None:
    """Probabilities of many images, of none, and of one."""
    network = filled(mine)
    network.mean[:], network.scale = 0.25, 2.0
    images = np.random.default_rng(9).random((4500, 4))
    logits = network.forward((images - 0.25) / 2)
    wanted = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    same("the probabilities", network.predict(images), wanted)
    same("those of one picture", network.predict(images[0].reshape(2, 2)), wanted[:1])


STEPS = [
    Step(
        "normalised inputs",
        2,
        "network.Network.normalise",
        15,
        "uint8 images are divided by 255, floats are not: ask images.dtype. Make rows with "
        "reshape(-1, sizes[0]), and the right dtype with astype at the end.",
        normalise,
    ),
    Step(
        "their mean and scale",
        2,
        "network.Network.learn_normalisation",
        15,
        "mean(axis=0, dtype=np.float64) is one mean a pixel. The mean square is over all numbers "
        "together, after each pixel's mean was taken away; its root is the scale. self.mean[:] = … "
        "keeps the dtype.",
        learn_normalisation,
    ),
    Step(
        "probable digits",
        2,
        "network.Network.predict",
        5,
        "normalise, forward, softmax.",
        predict,
    ),
]
