"""Networks on disk: one .npz file without pickle, verified when read, replaced atomically."""

import io
import json
import math
import struct
import zipfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from .arguments import as_path, check_type
from .files import ROOT, write_atomically
from .network import Network

FORMAT = 1
MAX_BYTES = 50_000_000  # of a file; the robust network with its optimizer's state is 3 MB
NAMES = (
    "sizes",
    "parameters",
    "mean",
    "scale",
    "temperature",
    "familiarity_threshold",
    "record",
    "format",
)
END_RECORD = struct.Struct("<10xHI6x")  # of a zip: how many entries, bytes of the directory
OPTIMIZER_PREFIX = "optimizer_"
NEVER = -1e30  # stands for −∞ in a file, where every number has to be finite


class CheckpointError(ValueError):
    """A weights file is missing, damaged, or not one of ours.

    Examples
    --------
    >>> try:
    ...     load_network("weights/none.npz")
    ... except CheckpointError as error:
    ...     print("none.npz" in str(error))
    True
    """


@dataclass
class Checkpoint:
    """A network, and what is known of its making.

    Attributes
    ----------
    network : Network
    record : dict
        Plain JSON: recipe, seed, data checksum, accuracies, library versions.
    optimizer : dict of ndarray
        The optimizer's state; empty once training is complete.

    Examples
    --------
    >>> checkpoint = load_checkpoint("weights/mlp.npz")
    >>> checkpoint.network
    Network(784 → 256 → 128 → 10: 235,146 parameters)
    >>> checkpoint.record["recipe"]["optimizer"]
    'adam'
    """

    network: Network
    record: dict = field(default_factory=dict)
    optimizer: dict[str, np.ndarray] = field(default_factory=dict)


def save_checkpoint(path: str | Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint: first to a temporary file beside it, which is then renamed.

    Parameters
    ----------
    path : path
        An existing file is replaced.
    checkpoint : Checkpoint

    Raises
    ------
    CheckpointError
        If `load_checkpoint` would refuse the file: its numbers are not finite, it is too large, or
        the record is not JSON. Nothing is written.
    ValueError
        If an argument is of another type.
    OSError
        If the folder cannot be written to or the disk is full; an existing file is untouched.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_checkpoint(f"{folder}/mine.npz", Checkpoint(Network((784, 10)), {"seed": 0}))
    ...     load_checkpoint(f"{folder}/mine.npz").record
    {'seed': 0}
    """
    path = as_path("path", path)
    check_type("checkpoint", checkpoint, Checkpoint)
    network = checkpoint.network
    check_type("checkpoint.network", network, Network)
    if not np.isfinite(network.parameters).all():
        raise CheckpointError(
            f"{path}: not written: the network holds parameters that are not finite (NaN or "
            "infinity). Its training has diverged: train it anew with a smaller learning rate."
        )
    try:
        record = json.dumps(checkpoint.record)
    except (TypeError, ValueError, RecursionError) as error:
        raise CheckpointError(f"{path}: not written: record: not JSON ({error}).") from None
    buffer = io.BytesIO()
    np.savez(
        buffer,
        format=np.array(FORMAT),
        sizes=np.array(network.sizes),
        parameters=network.parameters,
        mean=network.mean,
        scale=np.array(network.scale),
        temperature=np.array(network.temperature),
        known_above=np.array(max(network.familiarity_threshold, NEVER)),
        record=np.array(record),
        **{OPTIMIZER_PREFIX + name: value for name, value in checkpoint.optimizer.items()},
    )
    if buffer.tell() > MAX_BYTES:
        raise CheckpointError(
            f"{path}: not written: {buffer.tell():,} bytes, want at most {MAX_BYTES:,}."
        )
    write_atomically(path, buffer.getvalue())


def load_checkpoint(path: str | Path) -> Checkpoint:
    """Read a checkpoint and check all of it.

    Parameters
    ----------
    path : path
        A relative path that does not exist here is looked up from the repository's root, so that
        ``"weights/mlp.npz"`` works in a notebook too.

    Raises
    ------
    CheckpointError
        If the file is missing, not an npz, damaged, too large, compressed, pickled, from a newer
        format, or holds parameters that do not fit the sizes or are not finite.
    OSError
        If the file may not be read.

    Returns
    -------
    Checkpoint

    Examples
    --------
    >>> sorted(load_checkpoint("weights/softmax.npz").record)[:3]
    ['data_sha256', 'dev_accuracy', 'history']
    """
    path = _find(as_path("path", path))
    arrays = _read_arrays(path)

    version = _take(arrays, path, "format", "iu", shape=())
    if version != FORMAT:
        raise CheckpointError(
            f"{path}: has format {version}, this nnlib reads {FORMAT}. "
            + ("Update nnlib." if version > FORMAT else "Train it anew.")
        )
    for name in arrays:
        if name not in NAMES and not name.startswith(OPTIMIZER_PREFIX):
            raise CheckpointError(f"{path}: holds {name!r}, which is no part of a weights file.")
    sizes = _take(arrays, path, "sizes", "iu", shape=(None,))
    if len(sizes) < 2 or sizes.min() < 1 or sizes.max() > MAX_BYTES:
        raise CheckpointError(f"{path}: sizes: got {sizes.tolist()}, want two or more positive.")
    sizes = [int(size) for size in sizes]
    wanted = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    # held against what the file holds before a network of that size is allocated
    parameters = _take(arrays, path, "parameters", "f", shape=(wanted,))
    if parameters.dtype not in (np.float32, np.float64):
        raise CheckpointError(
            f"{path}: parameters: got {parameters.dtype.str}, want float32 or float64."
        )
    mean = _take(arrays, path, "mean", "f", shape=(sizes[0],))
    scale = float(_take(arrays, path, "scale", "f", shape=()))
    if scale <= 0:
        raise CheckpointError(f"{path}: scale: got {scale}, want a positive number.")
    # Files from before calibration lack these two, and mean what an uncalibrated network does.
    temperature, threshold = (
        float(_take(arrays, path, name, "f", shape=())) if name in arrays else default
        for name, default in (("temperature", 1.0), ("known_above", NEVER))
    )
    if temperature <= 0:
        raise CheckpointError(f"{path}: temperature: got {temperature}, want a positive number.")
    try:
        record = json.loads(str(_take(arrays, path, "record", "U", shape=())))
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path}: record: not JSON ({error}).") from None
    if not isinstance(record, dict):
        raise CheckpointError(f"{path}: record: got {type(record).__name__}, want a JSON object.")

    optimizer = {
        name.removeprefix(OPTIMIZER_PREFIX): _take(
            arrays, path, name, "iuf", shape=(wanted,) if array.ndim else ()
        )
        for name, array in arrays.items()
        if name.startswith(OPTIMIZER_PREFIX)
    }

    network = Network(sizes, dtype=parameters.dtype)
    network.parameters[:] = parameters
    network.mean[:] = mean
    network.scale = scale
    network.temperature = temperature
    network.familiarity_threshold = -math.inf if threshold <= NEVER else threshold
    return Checkpoint(network, record, optimizer)


def load_network(path: str | Path) -> Network:
    """Read a trained network; see `load_checkpoint` for what is checked.

    Parameters
    ----------
    path : path
        As for `load_checkpoint`.

    Returns
    -------
    Network

    Raises
    ------
    CheckpointError, OSError
        As `load_checkpoint`.

    Examples
    --------
    >>> load_network("weights/softmax.npz")
    Network(784 → 10: 7,850 parameters)
    """
    return load_checkpoint(path).network


def _find(path: Path) -> Path:
    for candidate in (path, ROOT / path):
        if candidate.is_file():
            return candidate
    raise CheckpointError(
        f"{path}: no such file. Train one with: python -m nnlib train mlp --out {path}"
    )


def _read_arrays(path: Path) -> dict[str, np.ndarray]:
    """The file's arrays; nothing is unpacked or allocated that the file itself does not hold."""
    try:
        with path.open("rb") as opened:
            if not zipfile.is_zipfile(opened):
                raise CheckpointError(f"{path}: not an .npz file, or cut off. Train it anew.")
            # zipfile believes a damaged end record: it would allocate what that promises, and not
            # miss the entries that a damaged directory hides
            opened.seek(-END_RECORD.size, io.SEEK_END)
            count, directory_size = END_RECORD.unpack(opened.read())
            if directory_size > path.stat().st_size:
                raise ValueError("its directory is larger than the file")
            with zipfile.ZipFile(opened) as file:
                entries = file.infolist()
                if len(entries) != count:
                    raise ValueError("its directory is incomplete")
                promised = sum(max(entry.file_size, entry.compress_size) for entry in entries)
                size = max(path.stat().st_size, promised)
                if size > MAX_BYTES:
                    raise CheckpointError(
                        f"{path}: unpacks to {size:,} bytes, want at most {MAX_BYTES:,}."
                    )
                if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                    # a compressed entry may unpack to more than it declares
                    raise CheckpointError(
                        f"{path}: is compressed, want an .npz as np.savez writes it. "
                        "Save it with nnlib.save_checkpoint()."
                    )
                if not all(entry.filename.endswith(".npy") for entry in entries):
                    raise CheckpointError(
                        f"{path}: holds other things than arrays; not one of ours."
                    )
                return {
                    entry.filename.removesuffix(".npy"): _read_array(file.read(entry), path)
                    for entry in entries
                }
    except (CheckpointError, PermissionError, MemoryError):
        raise
    except Exception as error:
        # zipfile and numpy raise whatever their parsers do at a damaged header
        raise CheckpointError(f"{path}: damaged ({error}). Train it anew.") from None


def _read_array(content: bytes, path: Path) -> np.ndarray:
    buffer = io.BytesIO(content)
    if np.lib.format.read_magic(buffer) != (1, 0):
        raise ValueError("an array in another .npy format than 1.0")
    shape, _, dtype = np.lib.format.read_array_header_1_0(buffer)
    if dtype.hasobject:
        raise CheckpointError(f"{path}: holds pickled objects, which could run code; refused.")
    promised, held = math.prod(shape) * dtype.itemsize, len(content) - buffer.tell()
    if promised != held:
        raise ValueError(f"a header promises {promised:,} bytes, the file holds {held:,}")
    return np.load(io.BytesIO(content), allow_pickle=False)


def _take(arrays: dict, path: Path, name: str, kinds: str, shape: tuple):
    """The array of that name, if it is of these dtype kinds and this shape, and finite."""
    if name not in arrays:
        raise CheckpointError(f"{path}: lacks {name!r}; it is not a weights file of nnlib.")
    array = arrays[name]
    if not isinstance(array, np.ndarray) or array.dtype.kind not in kinds:
        raise CheckpointError(f"{path}: {name}: got {getattr(array, 'dtype', type(array))}.")
    fits = array.ndim == len(shape) and all(
        want in (None, got) for got, want in zip(array.shape, shape, strict=True)
    )
    if not fits:
        raise CheckpointError(
            f"{path}: {name}: got shape {array.shape}, want {shape}; the file contradicts itself."
        )
    if array.dtype.kind == "f" and not math.isfinite(float(np.abs(array).max(initial=0))):
        raise CheckpointError(
            f"{path}: {name}: holds values that are not finite (NaN or infinity)."
        )
    return array
