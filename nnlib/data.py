"""MNIST as arrays: the four IDX files become verified train, dev and test splits."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .arguments import as_path, check_array_of, check_count, check_shape, check_type, refusal, unit
from .files import DATA_FOLDER
from .idx import read_files

SPLIT_SEED = 1998  # the year MNIST was published
DEV_SIZE = 10_000


@dataclass(frozen=True)
class Split:
    """Images and their labels.

    Attributes
    ----------
    images : ndarray of uint8, shape (N, 28, 28)
        Ink is 255, paper is 0.
    labels : ndarray of int64, shape (N,)
        The digit in each image, 0 to 9. Other integers become int64, as small ones wrap.

    Raises
    ------
    ValueError
        If the images are not uint8 of that shape, or the labels are not as many integers.

    Examples
    --------
    >>> split = Split(np.full((2, 28, 28), 255, np.uint8), np.array([3, 1]))
    >>> split.x.shape, float(split.x.max())
    ((2, 784), 1.0)
    """

    images: np.ndarray
    labels: np.ndarray

    def __post_init__(self):
        check_array_of("images", self.images, "uint8")
        check_shape("images", self.images, ("N", 28, 28))
        check_array_of("labels", self.labels, "integers")
        if self.labels.shape != (len(self.images),):
            want = f"a label for each of {len(self.images):,} images"
            raise refusal("labels", f"shape {self.labels.shape}", want)
        object.__setattr__(self, "labels", self.labels.astype(np.int64, copy=False))

    @cached_property
    def x(self) -> np.ndarray:
        """The images as the rows of a float32 matrix (N, 784), in [0, 1]; made on first use."""
        return self.images.reshape(len(self), -1) * np.float32(unit(self.images))

    def __len__(self) -> int:
        return len(self.labels)

    def __repr__(self) -> str:
        return f"Split({len(self):,} images)"


@dataclass(frozen=True)
class MNIST:
    """MNIST (LeCun et al. 1998): learn from `train`, choose with `dev`, look at `test` once.

    Attributes
    ----------
    train, dev, test : Split
        50,000, 10,000 and 10,000 images, as `load_mnist` gives them.

    Raises
    ------
    ValueError
        If one of them is not a `Split`.

    Examples
    --------
    >>> blank = Split(np.zeros((1, 28, 28), np.uint8), np.array([0]))
    >>> MNIST(train=blank, dev=blank, test=blank).train.labels
    array([0])
    """

    train: Split
    dev: Split
    test: Split

    def __post_init__(self):
        for name in ("train", "dev", "test"):
            check_type(name, getattr(self, name), Split)


def load_mnist(folder: str | Path | None = None) -> MNIST:
    """Read, verify and split MNIST; a missing file is fetched first.

    Parameters
    ----------
    folder : path, optional
        Where the four ``.gz`` files are. Default: the repository's ``data/``.

    Returns
    -------
    MNIST
        ``train`` (50,000 images), ``dev`` (10,000) and ``test`` (10,000).

    Raises
    ------
    DataError
        If a file cannot be had or read, is truncated, is not IDX, has the wrong counts, or differs
        from the published one by a single bit. The message names the file and what to do.
    ValueError
        If `folder` is not a path.
    OSError
        If a file was fetched and cannot be written.

    Examples
    --------
    >>> data = load_mnist()
    >>> data.train.images.shape, data.train.images.dtype, data.test.labels[:3].tolist()
    ((50000, 28, 28), dtype('uint8'), [7, 2, 1])
    """
    arrays = read_files(DATA_FOLDER if folder is None else as_path("folder", folder))
    images = arrays["train-images-idx3-ubyte"]
    labels = arrays["train-labels-idx1-ubyte"].astype(np.int64)
    order = split_order(len(images))
    train, dev = order[:-DEV_SIZE], order[-DEV_SIZE:]
    test_labels = arrays["t10k-labels-idx1-ubyte"].astype(np.int64)
    return MNIST(
        train=Split(images[train], labels[train]),
        dev=Split(images[dev], labels[dev]),
        test=Split(arrays["t10k-images-idx3-ubyte"], test_labels),
    )


def split_order(n: int) -> np.ndarray:
    """A fixed shuffle of 0 … n − 1: the last 10,000 of it are the dev set.

    It sorts the raw output of a seeded bit generator. NumPy promises that those numbers never
    change between versions (NEP 19); it does not promise that of ``Generator.permutation``.
    """
    return np.argsort(np.random.PCG64(SPLIT_SEED).random_raw(n), kind="stable")


def batches(
    n: int, batch_size: int | None, rng: np.random.Generator
) -> Iterator[np.ndarray | slice]:
    """Cut n samples, freshly shuffled, into batches of row indices.

    Each selects rows: ``x[batch]``. The last one may be smaller; a `batch_size` of None means
    full-batch, one slice of all.
    """
    if batch_size is None:
        yield slice(None)  # a view: a gradient over all samples does not care for their order
        return
    check_count("batch_size", batch_size)
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]
