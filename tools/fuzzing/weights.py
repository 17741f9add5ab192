"""Damaged weight files: some are damaged as a whole, and in some each part has its right sum."""

import io
import pickle
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from nnlib import Checkpoint, CheckpointError, Network, load_checkpoint, save_checkpoint

from .damage import Target, mutate

# Checkpoints: what is accepted is the original, bit by bit


def _sound_checkpoint(sizes) -> bytes:
    network = Network(sizes, np.random.default_rng(1))
    network.temperature, network.familiarity_threshold = 1.5, 3.0
    state = {"t": np.array(3), "m": network.parameters / 2, "v": network.parameters**2}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.npz"
        save_checkpoint(path, Checkpoint(network, {"seed": 3, "history": [0.5, 0.25]}, state))
        return path.read_bytes()


CHECKPOINTS = [_sound_checkpoint(sizes) for sizes in ((6, 5, 3), (784, 10))]


def _contents(checkpoint: Checkpoint) -> list:
    network = checkpoint.network
    arrays = [network.parameters, network.mean, *checkpoint.optimizer.values()]
    numbers = [network.scale, network.temperature, network.familiarity_threshold, checkpoint.record]
    return [array.tobytes() for array in arrays] + [
        list(checkpoint.optimizer),
        network.sizes,
        numbers,
    ]


def _make_checkpoint(rng):
    which = int(rng.random() < 0.2)
    return which, mutate(CHECKPOINTS[which], rng)


def _read_checkpoint(folder, damaged):
    which, content = damaged
    path = folder / "damaged.npz"
    path.write_bytes(CHECKPOINTS[which])
    sound = _contents(load_checkpoint(path))
    path.write_bytes(content)
    assert _contents(load_checkpoint(path)) == sound


# Checkpoints whose sums are right although one array inside is damaged: sound, or refused


class Bomb:
    """Would write a file if anybody unpickled it."""

    def __reduce__(self):
        return (open, ("was-run", "w"))


def _make_forgery(rng):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(CHECKPOINTS[0])) as sound:
        names = sound.namelist()
        victim = names[rng.integers(len(names))]
        kind = zipfile.ZIP_DEFLATED if rng.random() < 0.1 else zipfile.ZIP_STORED
        with zipfile.ZipFile(out, "w", kind) as file:
            for name in names:
                content = sound.read(name)
                if name == victim:
                    match rng.integers(4):
                        case 0:  # a pickle where an array should be
                            array = np.empty(1, object)
                            array[0] = Bomb()
                            buffer = io.BytesIO()
                            np.save(buffer, array)
                            content = buffer.getvalue()
                        case 1:
                            content = pickle.dumps(Bomb())
                        case 2:  # a header that promises what is not there
                            shape = tuple(
                                int(n) for n in 10 ** rng.integers(0, 13, rng.integers(3))
                            )
                            header = {"descr": "<f4", "fortran_order": False, "shape": shape}
                            buffer = io.BytesIO()
                            np.lib.format.write_array_header_1_0(buffer, header)
                            content = buffer.getvalue() + content[-64:]
                        case _:
                            content = mutate(content, rng)
                file.writestr(zipfile.ZipInfo(name), content, kind)
    return out.getvalue()


def _read_forgery(folder, content):
    path = folder / "forged.npz"
    path.write_bytes(content)
    checkpoint = load_checkpoint(path)
    network = checkpoint.network
    assert len(network.parameters) == sum(
        (n_in + 1) * n_out for n_in, n_out in zip(network.sizes, network.sizes[1:], strict=False)
    )
    for array in (network.parameters, network.mean, *checkpoint.optimizer.values()):
        assert np.isfinite(array).all()
    assert network.scale > 0
    assert network.temperature > 0
    assert isinstance(checkpoint.record, dict)


# Checkpoints whose bytes are sound and whose values are odd: what is loaded can be saved and used

ODD = [0, -1, 1, 1e-300, 1e-7, 1e7, 1e39, 1e300, -1e300, np.nan, np.inf, -np.inf]
KINDS = ["<f8", "<f4", "<f2", ">f4", "<i8", "|i1", "<u8", "|b1", "<c16", "<U3"]


def _make_values(rng):
    with np.load(io.BytesIO(CHECKPOINTS[0])) as file:
        arrays = dict(file)
    for name in rng.choice(list(arrays), rng.integers(1, 3), replace=False):
        array = arrays[name]
        match rng.integers(5):
            case 0 if array.dtype.kind == "f":
                array = array.astype(np.float64)
                array.flat[rng.integers(array.size)] = rng.choice(ODD)
            case 1 if array.dtype.kind != "U":
                with np.errstate(all="ignore"):
                    array = array.astype(rng.choice(KINDS))
            case 2:
                array = np.resize(array, rng.choice([0, 1, 2, 60, 1000]))
            case 3 if name == "sizes":
                array = rng.integers(-2, 9, rng.integers(0, 200))
            case _:
                words = ["null", "[]", "{}", '{"a": NaN}', "[" * 5000, "1e999", '{"a": 1e999}', "x"]
                array = np.array(rng.choice(words)) if name == "record" else array
        arrays[name] = array
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _read_values(folder, content):
    path = folder / "odd.npz"
    path.write_bytes(content)
    loaded = load_checkpoint(path)
    save_checkpoint(path, loaded)
    assert _contents(load_checkpoint(path)) == _contents(loaded)
    probabilities = loaded.network.predict(np.linspace(0, 1, 6)[None])
    assert np.isfinite(probabilities).all()


TARGETS = {
    "load_network": Target((CheckpointError,), _make_checkpoint, _read_checkpoint),
    "load_network, odd values": Target(
        (CheckpointError, FloatingPointError), _make_values, _read_values
    ),
    "load_network, sums right": Target((CheckpointError,), _make_forgery, _read_forgery),
}
