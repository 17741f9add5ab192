"""What a training set is made of: MNIST, the synthetic pen, and real hands."""

import hashlib
from collections.abc import Sequence

import numpy as np

from .data import Split
from .images.drawings import Drawing
from .images.hands import load_hands, strangers
from .images.handwriting import drawn_images, images_of, other_images
from .losses import NO_CLASS
from .recipes import Recipe

# The synthetic pen's drawings are a data set like MNIST: the same ones whatever the run's seed.
DRAWINGS_SEED = 2003


def training_sets(train: Split, recipe: Recipe) -> list[tuple[np.ndarray, np.ndarray]]:
    """MNIST, the synthetic pen and real hands: the images and labels of each part."""
    pen = np.random.default_rng(DRAWINGS_SEED)
    digits = [(train.images, train.labels), drawn_images(recipe.drawings, pen)]
    others = [other_images(recipe.others, pen)]
    if recipe.hands:
        real = real_digits("train")
        digits += [(real.images, real.labels)] * recipe.hands
        others.append(images_of(strangers("train")))
    return digits + [(images, np.full(len(images), NO_CLASS)) for images in others]


def real_digits(part: str) -> Split:
    """What real hands drew, as images; the part is "train" or "dev"."""
    return split_of(load_hands(f"digits-{part}"))


def split_of(drawings: Sequence[Drawing]) -> Split:
    """Labelled drawings as images, like MNIST's: at least one."""
    labels, strokes = zip(*drawings, strict=True)
    return Split(images_of(strokes), np.array(labels))


def pen_version() -> str:
    """A checksum of some of the synthetic pen's drawings: its code is part of the training set."""
    images, _ = drawn_images(100, np.random.default_rng(DRAWINGS_SEED))
    return hashlib.sha256(images).hexdigest()
