"""Erase what speaks for an answer: does the sum over the pixels foretell what happens?"""

from dataclasses import dataclass

import numpy as np

from ...app.attribution import Attribution, Margin
from ...network import Network

INKED = 0.5  # a pixel as dark is ink


@dataclass(frozen=True)
class Erased:
    """By how much one digit led another, and what erasing pixels did to the lead."""

    lead: float
    foretold: float  # the change by the sum, with every ReLU as it was
    actual: float


def inked(image: np.ndarray) -> np.ndarray:
    """The numbers of the pixels, row by row, that are ink."""
    return np.flatnonzero(np.ravel(image) > INKED)


def strongest(image: np.ndarray, margin: Margin, n: int) -> np.ndarray:
    """The n inked pixels that speak most for the one digit and against the other."""
    ink = inked(image)
    return ink[np.argsort(-margin.pixels[ink], kind="stable")[:n]]


def without(image: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """A copy of the image with paper in place of some pixels."""
    copy = np.array(image)
    copy.ravel()[pixels] = 0
    return copy


def foretold(network: Network, image: np.ndarray, margin: Margin, pixels: np.ndarray) -> float:
    """What the sum says that erasing the pixels will do to the lead."""
    before, after = (
        network.normalise(np.reshape(x, (1, -1)))[0, pixels]
        for x in (image, without(image, pixels))
    )
    weights = margin.pixels[pixels] / before  # a part is a weight times a normalised pixel
    return float(np.sum(weights * (after - before)))


def erase(
    network: Network, image: np.ndarray, digit: int, other: int, pixels: np.ndarray
) -> Erased:
    """Erase pixels and see what happens to the digit's lead over the other one."""
    before = Attribution(network, image).margin(digit, other)
    after = Attribution(network, without(image, pixels)).margin(digit, other)
    said = foretold(network, image, before, pixels)
    return Erased(before.total, said, after.total - before.total)


def erase_each(
    network: Network, images: np.ndarray, n: int, rng: np.random.Generator
) -> dict[str, list[Erased]]:
    """In each image: the n pixels that speak most for its answer, or n inked ones at random.

    The answer's lead is over the runner-up. An image with less ink is left out.
    """
    found = {"the strongest": [], "at random": []}
    for image in images:
        held = Attribution(network, image)
        other, digit = np.argsort(held.logits)[-2:]
        ink = inked(image)
        if len(ink) >= n:
            chosen = strongest(image, held.margin(digit, other), n), rng.permutation(ink)[:n]
            for name, pixels in zip(found, chosen, strict=True):
                found[name].append(erase(network, image, digit, other, pixels))
    return found
