"""MNIST as arrays: the four IDX files become verified train, dev and test splits."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .arguments import as_path, check_count, check_shape, check_type, refusal, unit
from .files import DATA_FOLDER
from .idx import MIRRORS, SHA256, DataError, fetch, parse_idx, read_packed, replace_hint

SPLIT_SEED = 1998  # the year MNIST was published
DEV_SIZE = 10_000
DATA_SHA256 = hashlib.sha256("".join(SHA256.values()).encode()).hexdigest()  # of all four files


@dataclass(frozen=True)
class Split:
    """Images and their labels.

    Attributes
    ----------
    images : ndarray of uint8, shape (N, 28, 28)
        Ink is 255, paper is 0.
    labels : ndarray of int64, shape (N,)
        The digit in each image, 0 to 9.

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
        if not isinstance(self.images, np.ndarray) or self.images.dtype != np.uint8:
            got = getattr(self.images, "dtype", type(self.images).__name__)
            raise refusal("images", got, "an array of uint8")
        check_shape("images", self.images, ("N", 28, 28))
        labels = self.labels
        if not isinstance(labels, np.ndarray) or labels.dtype.kind not in "iu":
            got = getattr(labels, "dtype", type(labels).__name__)
            raise refusal("labels", got, "an array of integers")
        if labels.shape != (len(self.images),):
            want = f"a label for each of {len(self.images):,} images"
            raise refusal("labels", f"shape {labels.shape}", want)

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
    """MNIST in three parts: learn from `train`, choose with `dev`, look at `test` once.

    MNIST (LeCun, Bottou, Bengio and Haffner 1998) has 60,000 images to learn from, of which this
    library keeps 10,000 back as `dev`.

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
        If `folder` is no path.
    OSError
        If a file was fetched and cannot be written.

    Examples
    --------
    >>> data = load_mnist()
    >>> data.train.images.shape, data.train.images.dtype, data.test.labels[:3].tolist()
    ((50000, 28, 28), dtype('uint8'), [7, 2, 1])
    """
    folder = DATA_FOLDER if folder is None else as_path("folder", folder)
    arrays, sums = {}, {}
    for name in SHA256:
        path = folder / f"{name}.gz"
        if not path.exists():
            fetch(path, MIRRORS)
        content = read_packed(path)
        arrays[name] = parse_idx(content, path, dimensions=3 if "images" in name else 1)
        sums[name] = hashlib.sha256(content).hexdigest()

    for part in ("train", "t10k"):
        images, labels = arrays[f"{part}-images-idx3-ubyte"], arrays[f"{part}-labels-idx1-ubyte"]
        if len(images) != len(labels):
            raise DataError(
                f"{folder}: the {part} files hold {len(images):,} images but {len(labels):,} "
                f"labels; they must be of the same set. {replace_hint(folder)}"
            )
    for name, wanted in SHA256.items():
        if sums[name] != wanted:
            raise DataError(
                f"{folder / name}.gz: its content has SHA-256 {sums[name][:12]}…, want "
                f"{wanted[:12]}…; the file is damaged or not MNIST. {replace_hint(folder)}"
            )

    images = arrays["train-images-idx3-ubyte"]
    labels = arrays["train-labels-idx1-ubyte"].astype(np.int64)
    order = split_order(len(images))
    train, dev = order[:-DEV_SIZE], order[-DEV_SIZE:]
    return MNIST(
        train=Split(images[train], labels[train]),
        dev=Split(images[dev], labels[dev]),
        test=Split(
            arrays["t10k-images-idx3-ubyte"], arrays["t10k-labels-idx1-ubyte"].astype(np.int64)
        ),
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

    Parameters
    ----------
    n : int
        How many samples there are.
    batch_size : int or None
        Rows a batch; the last batch may be smaller. ``None`` means full-batch: one slice of all.
    rng : numpy.random.Generator
        Where the shuffle comes from.

    Yields
    ------
    ndarray of int64, or slice
        Anything that selects rows: ``x[batch]``.
    """
    if batch_size is None:
        yield slice(None)  # a view: a gradient over all samples does not care for their order
        return
    check_count("batch_size", batch_size)
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]
