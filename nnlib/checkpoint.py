"""Networks on disk: one .npz file without pickle, verified when read, replaced atomically."""

import io
import json
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from .arguments import as_path, check_type
from .files import ROOT, SHIPPED, write_atomically
from .layers import ACTIVATIONS
from .network import STATE, Network
from .npz import MAX_BYTES, CheckpointError, read_arrays, take

FORMAT = 1
# A network's state, by the names in a file.
FIELDS = dict(
    zip(STATE, ("parameters", "mean", "scale", "temperature", "known_above"), strict=True)
)
NEVER = -1e30  # stands for −∞ in a file, where every number has to be finite
# Older files lack these three.
DEFAULTS = {"temperature": 1.0, "known_above": NEVER, "activation": "relu"}
NAMES = (*FIELDS.values(), "sizes", "activation", "record", "format")
OPTIMIZER_PREFIX = "optimizer_"
MAX_LAYERS, MAX_RECORD = 100, 2_000_000  # of a network; characters, of 10,000 epochs' history
# Far beyond what any training or calibration arrives at.
RANGES = {"scale": (1e-6, 1e6), "temperature": (1e-3, 1e3)}


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
        If `load_checkpoint` would refuse the file, for whatever reason. Nothing is written.
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
    try:
        record = json.dumps(checkpoint.record)
    except (TypeError, ValueError, RecursionError) as error:
        raise CheckpointError(f"{path}: not written: record: not JSON ({error}).") from None
    learnt = {FIELDS[name]: np.array(value) for name, value in network.state().items()}
    if np.array_equal(learnt["known_above"], -np.inf):
        learnt["known_above"] = np.array(NEVER)
    buffer = io.BytesIO()
    np.savez(
        buffer,
        format=np.array(FORMAT),
        sizes=np.array(network.sizes),
        activation=np.array(network.activation),
        **learnt,
        record=np.array(record),
        **{OPTIMIZER_PREFIX + name: value for name, value in checkpoint.optimizer.items()},
    )
    try:
        _checkpoint(read_arrays(buffer, path), path)
    except CheckpointError as error:
        why = str(error).removeprefix(f"{path}: ")
        raise CheckpointError(f"{path}: not written, as nobody could load it: {why}") from None
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
    with path.open("rb") as file:
        return _checkpoint(read_arrays(file, path), path)


def load_network(path: str | Path) -> Network:
    """Read a trained network; see `load_checkpoint` for what is checked.

    Parameters
    ----------
    path : path
        As for `load_checkpoint`; so are the errors.

    Returns
    -------
    Network

    Examples
    --------
    >>> load_network("weights/softmax.npz")
    Network(784 → 10: 7,850 parameters)
    """
    return load_checkpoint(path).network


def _find(path: Path) -> Path:
    for candidate in (path, ROOT / path, SHIPPED / path):
        if candidate.is_file():
            return candidate
    raise CheckpointError(
        f"{path}: no such file. Train one with: python -m nnlib train mlp --out {path}"
    )


def _checkpoint(arrays: dict, path: Path) -> Checkpoint:
    """What a file's arrays say, if they are what a checkpoint holds and fit each other."""
    arrays = {name: np.array(value) for name, value in DEFAULTS.items()} | arrays
    version = take(arrays, path, "format", "iu", shape=())
    if version != FORMAT:
        raise CheckpointError(
            f"{path}: has format {version}, this nnlib reads {FORMAT}. "
            + ("Update nnlib." if version > FORMAT else "Train it anew.")
        )
    for name in arrays:
        if name not in NAMES and not name.startswith(OPTIMIZER_PREFIX):
            raise CheckpointError(f"{path}: holds {name!r}, which is no part of a weights file.")
    network = _network(arrays, path)
    text = str(take(arrays, path, "record", "U", shape=()))
    if len(text) > MAX_RECORD:
        raise CheckpointError(f"{path}: record: longer than {MAX_RECORD:,} characters.")
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path}: record: not JSON ({error}).") from None
    if not isinstance(record, dict):
        raise CheckpointError(f"{path}: record: got {type(record).__name__}, want a JSON object.")
    optimizer = {}
    for name, array in arrays.items():
        if name.startswith(OPTIMIZER_PREFIX):
            shape = network.parameters.shape if array.ndim else ()
            value = take(arrays, path, name, "iuf", shape, network.parameters.dtype)
            optimizer[name.removeprefix(OPTIMIZER_PREFIX)] = value
    return Checkpoint(network, record, optimizer)


def _network(arrays: dict, path: Path) -> Network:
    """The network that a file's arrays describe; each is held against the others first."""
    sizes = take(arrays, path, "sizes", "iu", shape=(None,))
    if not 2 <= len(sizes) <= MAX_LAYERS or sizes.min() < 1 or sizes.max() > MAX_BYTES:
        want = f"two to {MAX_LAYERS} positive"
        raise CheckpointError(f"{path}: sizes: got {sizes.tolist()[:9]}, want {want}.")
    sizes = [int(size) for size in sizes]
    activation = str(take(arrays, path, "activation", "U", shape=()))
    if activation not in ACTIVATIONS:
        want = f"one of {', '.join(ACTIVATIONS)}"
        raise CheckpointError(f"{path}: activation: got {activation!r}, want {want}.")
    # held against what the file holds before a network of that size is allocated
    n_parameters = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    shapes = {"parameters": (n_parameters,), "mean": (sizes[0],)}
    dtype = take(arrays, path, "parameters", "f", shapes["parameters"]).dtype
    if dtype not in (np.float32, np.float64):
        raise CheckpointError(f"{path}: parameters: got {dtype.str}, want float32 or float64.")
    state = {
        name: take(arrays, path, field, "f", shapes.get(field, ()), dtype)
        for name, field in FIELDS.items()
    }
    for name, (low, high) in RANGES.items():
        if not low <= float(state[name]) <= high:  # float: a float16 would make `high` infinite
            raise CheckpointError(f"{path}: {name}: got {state[name]:g}, want {low:g} to {high:g}.")
    if float(state["familiarity_threshold"]) <= NEVER:
        state["familiarity_threshold"] = -np.inf
    network = Network(sizes, dtype=dtype, activation=activation)
    network.restore(state)
    return network
