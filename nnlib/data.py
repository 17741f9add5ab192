"""MNIST as arrays: the four IDX files become verified train, dev and test splits."""

import gzip
import hashlib
import io
import os
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .arguments import as_path, check_type, refusal

ROOT = Path(__file__).resolve().parents[1]
DATA_FOLDER = ROOT / "data" if (ROOT / "pyproject.toml").exists() else Path("data")

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)

# SHA-256 of the uncompressed files: compressed copies differ from mirror to mirror.
SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}

SPLIT_SEED = 1998  # the year MNIST was published
DEV_SIZE = 10_000
MAX_BYTES = 50_000_000  # of a file, unpacked; the largest of the four has 47 million
TIMEOUT = 20.0  # seconds a mirror may stay silent


class DataError(ValueError):
    """A data file is missing, damaged or not what it says it is.

    Examples
    --------
    >>> try:
    ...     load_mnist("/nowhere/at/all")
    ... except (DataError, OSError):
    ...     print("no data there")
    no data there
    """


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
        if self.images.ndim != 3 or self.images.shape[1:] != (28, 28):
            raise refusal("images", f"shape {self.images.shape}", "shape (N, 28, 28)")
        labels = self.labels
        if not isinstance(labels, np.ndarray) or labels.dtype.kind not in "iu":
            raise refusal(
                "labels", getattr(labels, "dtype", type(labels).__name__), "an array of integers"
            )
        if labels.shape != (len(self.images),):
            raise refusal(
                "labels",
                f"shape {labels.shape}",
                f"a label for each of {len(self.images):,} images",
            )

    @cached_property
    def x(self) -> np.ndarray:
        """The images as the rows of a float32 matrix (N, 784), in [0, 1]; made on first use."""
        return self.images.reshape(len(self), -1) * np.float32(1 / 255)

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
    TypeError
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
        content = _unpack(path)
        arrays[name] = parse_idx(content, path, dimensions=3 if "images" in name else 1)
        sums[name] = hashlib.sha256(content).hexdigest()

    for part in ("train", "t10k"):
        images, labels = arrays[f"{part}-images-idx3-ubyte"], arrays[f"{part}-labels-idx1-ubyte"]
        if len(images) != len(labels):
            raise DataError(
                f"{folder}: the {part} files hold {len(images):,} images but {len(labels):,} "
                f"labels; they must be of the same set. {_replace_hint(folder)}"
            )
    for name, wanted in SHA256.items():
        if sums[name] != wanted:
            raise DataError(
                f"{folder / name}.gz: its content has SHA-256 {sums[name][:12]}…, want "
                f"{wanted[:12]}…; the file is damaged or not MNIST. {_replace_hint(folder)}"
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
    if batch_size < 1:
        raise ValueError(f"batch_size: got {batch_size}, want at least 1, or None for full-batch.")
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


def parse_idx(content: bytes, name: str | Path, dimensions: int) -> np.ndarray:
    """Turn the bytes of an IDX file into an array.

    IDX is two zero bytes, a type code (8 means uint8), the number of dimensions, each dimension
    as a big-endian 32-bit integer, and then the numbers themselves.

    Parameters
    ----------
    content : bytes
        The whole uncompressed file.
    name : str or path
        What to call the file in an error.
    dimensions : int
        1 for labels, 3 for images.

    Returns
    -------
    ndarray of uint8
        A read-only view of `content`.

    Raises
    ------
    DataError
        If the magic number, a count or the length is wrong.
    """
    header = 4 + 4 * dimensions
    magic = bytes([0, 0, 8, dimensions])
    if content[:4] != magic:
        raise DataError(
            f"{name}: starts with {content[:4].hex(' ') or 'nothing'}, want {magic.hex(' ')} "
            f"(IDX, uint8, {dimensions}-dimensional). {_replace_hint(name)}"
        )
    if len(content) < header:
        raise DataError(
            f"{name}: truncated: {len(content)} bytes, shorter than its {header}-byte header. "
            f"{_replace_hint(name)}"
        )
    shape = tuple(int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(dimensions))
    if dimensions == 3 and shape[1:] != (28, 28):
        raise DataError(
            f"{name}: its header says images of {shape[1]} × {shape[2]}, want 28 × 28. "
            f"{_replace_hint(name)}"
        )
    wanted = int(np.prod(shape, dtype=object))
    if len(content) - header != wanted:
        what = "truncated" if len(content) - header < wanted else "too long"
        raise DataError(
            f"{name}: {what}: its header promises {wanted:,} values, it holds "
            f"{len(content) - header:,}. {_replace_hint(name)}"
        )
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def fetch(path: Path, mirrors: tuple[str, ...]) -> None:
    """Download one of MNIST's files from the first mirror that has it whole.

    The file is written under a temporary name, verified, and only then renamed, so a broken
    download never stands where a good file should.

    Parameters
    ----------
    path : Path
        Where to put it; its name says which file it is.
    mirrors : tuple of str
        Addresses of folders, tried in order.

    Raises
    ------
    DataError
        If no mirror delivers it. The message says what each one answered.
    """
    # These are a quarter of the library's import time, and hardly ever needed.
    import http.client
    import urllib.request

    tried = []
    for mirror in mirrors:
        address = mirror + path.name
        try:
            with urllib.request.urlopen(address, timeout=TIMEOUT) as response:
                packed = response.read(MAX_BYTES)
            with gzip.open(io.BytesIO(packed)) as file:
                content = file.read(MAX_BYTES)
        except (OSError, EOFError, zlib.error, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            tried.append(f"{address} ({reason})")
            continue
        if hashlib.sha256(content).hexdigest() != SHA256[path.stem]:
            tried.append(f"{address} (delivered a file with the wrong SHA-256)")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, packed)
        return
    raise DataError(
        f"{path}: not there, and it could not be fetched. Tried: {'; '.join(tried)}. "
        f"Connect to the network and try again, or copy {path.name} from another checkout's "
        f"data/ folder into {path.parent}."
    )


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a reader sees the old file or the new one, never a part.

    Raises
    ------
    OSError
        If the folder cannot be written to or the disk is full. What was at `path` is still there.
    """
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)  # mkstemp makes files that only their owner can read
        os.replace(temporary, path)
    except BaseException as error:
        if temporary is not None:
            os.unlink(temporary)
        if isinstance(error, OSError) and error.errno is not None:
            raise OSError(
                error.errno,
                f"cannot be written ({os.strerror(error.errno)}); what was there before is "
                "untouched. Free space or permissions, or write to another folder",
                str(path),
            ) from None
        raise


def _unpack(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            content = file.read(MAX_BYTES + 1)
    except EOFError:
        raise DataError(f"{path}: truncated. {_replace_hint(path)}") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path}: not a sound gzip file ({error}). {_replace_hint(path)}") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from None
    if len(content) > MAX_BYTES:
        raise DataError(
            f"{path}: unpacks to more than {MAX_BYTES:,} bytes; it is not MNIST. "
            f"{_replace_hint(path)}"
        )
    return content


def _replace_hint(path: str | Path) -> str:
    what = "the damaged file" if Path(path).is_dir() else Path(path).name
    return f"Delete {what} and call load_mnist() again: it will be fetched anew."
