"""Networks on disk: one .npz file without pickle, verified when read, replaced atomically."""

import io
import json
import math
import zipfile
import zlib
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from .data import ROOT, write_atomically
from .network import Network

FORMAT = 1
MAX_BYTES = 100_000_000  # uncompressed; the robust network with its optimizer's state is 3 MB
OPTIMIZER_PREFIX = "optimizer_"
NEVER = -1e30  # stands for −∞ in a file, where every number has to be finite


class CheckpointError(ValueError):
    """A weights file is missing, damaged, or not one of ours."""


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
    OSError
        If the folder cannot be written to or the disk is full; an existing file is untouched.
    """
    network = checkpoint.network
    buffer = io.BytesIO()
    np.savez(
        buffer,
        format=np.array(FORMAT),
        sizes=np.array(network.sizes),
        parameters=network.parameters,
        mean=network.mean,
        scale=np.array(network.scale),
        temperature=np.array(network.temperature),
        known_above=np.array(max(network.known_above, NEVER)),
        record=np.array(json.dumps(checkpoint.record)),
        **{OPTIMIZER_PREFIX + name: value for name, value in checkpoint.optimizer.items()},
    )
    write_atomically(Path(path), buffer.getvalue())


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
        If the file is missing, not an npz, damaged, pickled, from a newer format, or holds
        parameters that do not fit the sizes or are not finite.
    """
    path = _find(Path(path))
    arrays = _read_arrays(path)

    version = _take(arrays, path, "format", "iu", shape=())
    if version != FORMAT:
        raise CheckpointError(
            f"{path}: has format {version}, this nnlib reads {FORMAT}. "
            + ("Update nnlib." if version > FORMAT else "Train it anew.")
        )
    sizes = _take(arrays, path, "sizes", "iu", shape=(None,))
    if len(sizes) < 2 or sizes.min() < 1 or sizes.max() > MAX_BYTES:
        raise CheckpointError(f"{path}: sizes: got {sizes.tolist()}, want two or more positive.")
    sizes = [int(size) for size in sizes]
    wanted = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    # held against what the file holds before a network of that size is allocated
    parameters = _take(arrays, path, "parameters", "f", shape=(wanted,))
    mean = _take(arrays, path, "mean", "f", shape=(sizes[0],))
    scale = float(_take(arrays, path, "scale", "f", shape=()))
    if scale <= 0:
        raise CheckpointError(f"{path}: scale: got {scale}, want a positive number.")
    # Files from before calibration lack these two, and mean what an uncalibrated network does.
    temperature, known_above = (
        float(_take(arrays, path, name, "f", shape=())) if name in arrays else default
        for name, default in (("temperature", 1.0), ("known_above", NEVER))
    )
    if temperature <= 0:
        raise CheckpointError(f"{path}: temperature: got {temperature}, want a positive number.")
    try:
        record = json.loads(str(_take(arrays, path, "record", "U", shape=())))
    except json.JSONDecodeError as error:
        raise CheckpointError(f"{path}: record: not JSON ({error}).") from None
    if not isinstance(record, dict):
        raise CheckpointError(f"{path}: record: got {type(record).__name__}, want a JSON object.")

    network = Network(sizes, dtype=parameters.dtype)
    network.parameters[:] = parameters
    network.mean[:] = mean
    network.scale = scale
    network.temperature = temperature
    network.known_above = -math.inf if known_above <= NEVER else known_above
    optimizer = {
        name.removeprefix(OPTIMIZER_PREFIX): value
        for name, value in arrays.items()
        if name.startswith(OPTIMIZER_PREFIX)
    }
    return Checkpoint(network, record, optimizer)


def load_network(path: str | Path) -> Network:
    """Read a trained network; see `load_checkpoint` for what is checked."""
    return load_checkpoint(path).network


def _find(path: Path) -> Path:
    for candidate in (path, ROOT / path):
        if candidate.is_file():
            return candidate
    raise CheckpointError(
        f"{path}: no such file. Train one with: python -m nnlib train mlp --out {path}"
    )


def _read_arrays(path: Path) -> dict[str, np.ndarray]:
    if not zipfile.is_zipfile(path):
        raise CheckpointError(f"{path}: not an .npz file, or cut off. Train it anew.")
    try:
        with zipfile.ZipFile(path) as file:
            size = sum(entry.file_size for entry in file.infolist())
        if size > MAX_BYTES:
            raise CheckpointError(f"{path}: unpacks to {size:,} bytes, want at most {MAX_BYTES:,}.")
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except CheckpointError:
        raise
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        if "pickle" in str(error):
            raise CheckpointError(
                f"{path}: holds pickled objects, which could run code; refused."
            ) from None
        raise CheckpointError(f"{path}: damaged ({error}). Train it anew.") from None


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
