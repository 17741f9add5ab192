"""Damaged files by the thousand: every reader must refuse each one or read it rightly.

``python tests/fuzz.py`` is the recorded run; `tests/test_fuzz.py` takes a few hundred each time.
An input counts as survived only if the reader answered within `SECONDS`, took less than `BYTES`,
raised a documented error or gave the right result, and ran no code from the file.
"""

import argparse
import gzip
import hashlib
import io
import json
import pickle
import re
import signal
import sys
import tempfile
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np

from nnlib import (
    Checkpoint,
    CheckpointError,
    DataError,
    DrawingError,
    ImageError,
    Network,
    data,
    image_to_tensor,
    load_checkpoint,
    load_mnist,
    read_unipen,
    save_checkpoint,
    strokes_to_image,
)
from nnlib.images.drawings import read_json_lines

SECONDS = 10.0
BYTES = 200_000_000
EVIL = {"pickle.find_class", "exec", "os.system", "subprocess.Popen", "socket.connect"}
NUMBERS = [0, 1, 2, 127, 128, 255, 256, 65535, 2**31 - 1, 2**31, 2**32 - 1]
WORDS = [b"", b"-", b"--5", b"nan", b"inf", b"1e9", b"9" * 400, b"0" * 5000, b".PEN_UP"]
WORDS += [b'"4"', b'"44"', b".SEGMENT DIGIT", b"\x00", b"\xff", "٣".encode(), b"{" * 2000, b"null"]
WORDS += [b"[[[[", b"1_0", b"0x10", b"1" * 20, b"true", b'"__class__"', b"NaN", b"-0", b"1.5"]


class Hang(BaseException):
    """An input took too long. No reader's ``except Exception`` can hide it."""


def mutate(content: bytes, rng: np.random.Generator) -> bytes:
    """Damage a file in one to four places, each as bad disks, downloads and editors do."""
    content = bytearray(content)
    for _ in range(rng.integers(1, 5)):
        at, length = (int(n) for n in rng.integers(0, [len(content) + 1, 64]))
        match rng.integers(9):
            case 0 if content:
                content[at % len(content)] ^= 1 << int(rng.integers(8))
            case 1:
                content[at : at + length] = rng.bytes(length)
            case 2:
                del content[at : at + length]
            case 3:
                content[at:at] = content[at : at + length] * int(rng.integers(1, 4))
            case 4:
                del content[at:]
            case 5:
                number = int(rng.choice(NUMBERS)).to_bytes(4, ["big", "little"][rng.integers(2)])
                content[at : at + 4] = number
            case 6:
                words = [match.span() for match in re.finditer(rb"[^\s,:\[\]]+", content)]
                if words:
                    begin, end = words[rng.integers(len(words))]
                    content[begin:end] = WORDS[rng.integers(len(WORDS))]
            case 7:
                lines = content.split(b"\n")
                one, two = rng.integers(0, len(lines), 2)
                lines[one], lines[two] = lines[two], lines[one]
                content = bytearray(b"\n".join(lines))
            case _:
                content[at:at] = content[: int(rng.integers(0, len(content) + 1))]
    return bytes(content)


@dataclass(frozen=True)
class Target:
    """One reader: what to damage, what may be raised, and what a result must be.

    `run` gets a folder and a damaged input, and asserts what must hold of the result.
    """

    errors: tuple[type[Exception], ...]
    make: Callable[[np.random.Generator], object]
    run: Callable[[Path, object], None]


# MNIST: a whole set of four tiny files, one of them damaged; what is accepted is the original


def _idx(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim])
    return header + b"".join(n.to_bytes(4, "big") for n in array.shape) + array.tobytes()


def _tiny_mnist() -> dict[str, bytes]:
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (12, 28, 28)), rng.integers(0, 10, 12)
    return {
        name: _idx((images if "images" in name else labels).astype(np.uint8))
        for name in data.SHA256
    }


TINY = _tiny_mnist()
TINY_SUMS = {name: hashlib.sha256(content).hexdigest() for name, content in TINY.items()}


def _make_mnist(rng):
    name = list(TINY)[rng.integers(4)]
    if rng.random() < 0.5:
        return name, gzip.compress(mutate(TINY[name], rng), 1)
    return name, mutate(gzip.compress(TINY[name], 1), rng)


def _read_mnist(folder, damaged):
    name, content = damaged
    for other, sound in TINY.items():
        packed = content if other == name else gzip.compress(sound, 1)
        (folder / f"{other}.gz").write_bytes(packed)
    with mock.patch.multiple(data, SHA256=TINY_SUMS, DEV_SIZE=2):
        mnist = load_mnist(folder)
    test = TINY["t10k-images-idx3-ubyte"]
    assert mnist.test.images.tobytes() == test[16:]
    assert mnist.test.labels.tolist() == list(TINY["t10k-labels-idx1-ubyte"][8:])
    assert sorted(mnist.train.images.tobytes() + mnist.dev.images.tobytes()) == sorted(test[16:])


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
                file.writestr(name, content)
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


def _damaged_text(text, rng):
    """Damaged before it is packed, after that, or not packed at all."""
    if rng.random() < 0.2:
        return mutate(gzip.compress(text, 1), rng)
    damaged = mutate(text, rng)
    return gzip.compress(damaged, 1) if rng.random() < 0.2 else damaged


# Drawings: what is accepted holds exactly the numbers that stand in the file

UNIPEN = b"""\
.LEXICON "0" "1" "4"
.HIERARCHY DIGIT

.SEGMENT DIGIT 0-1 ? "4"
.COMMENT 4 12 224
.PEN_DOWN
 100  300
 90  200
.PEN_UP
.DT 100
.PEN_DOWN
 120  250
.PEN_UP
.SEGMENT DIGIT 2 ? "1"
.PEN_DOWN
 5 6
 5 -7
.PEN_UP
"""


def _make_unipen(rng):
    return _damaged_text(UNIPEN, rng)


def _read_unipen(folder, content):
    path = folder / "drawings"
    path.write_bytes(content)
    drawings = read_unipen(path)
    text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    points = re.findall(r"^\s*(-?\d+)\s+(-?\d+)\s*$", text.decode(), re.M)
    labels = re.findall(r'^\s*\.SEGMENT DIGIT.*"(\d)"\s*$', text.decode(), re.M)
    assert [str(label) for label, _ in drawings] == labels
    got = np.concatenate([stroke for _, strokes in drawings for stroke in strokes])
    assert np.array_equal(got, np.array(points, float) * (1, -1))
    for _, strokes in drawings:
        _check_image(strokes_to_image(strokes))


# Corrections: what is accepted holds the labels and the numbers that JSON says it holds

JSON_LINES = b"""\
{"label":4,"strokes":[[[100,-300],[90.5,-200]],[[120,-250]]],"time":"2025-01-31T12:00:00+00:00"}
{"label":1,"strokes":[[[5,-6],[5,7]]],"time":"2025-01-31T12:00:01+00:00"}
"""


def _make_corrections(rng):
    return _damaged_text(JSON_LINES, rng)


def _read_json_lines(folder, content):
    path = folder / "corrections.jsonl"
    path.write_bytes(content)
    drawings = read_json_lines(path)
    text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    entries = [json.loads(line) for line in text.decode().splitlines() if line.strip()]
    assert [label for label, _ in drawings] == [entry["label"] for entry in entries]
    for (label, strokes), entry in zip(drawings, entries, strict=True):
        assert type(label) is int
        wanted = [np.array(stroke, float).tolist() for stroke in entry["strokes"]]
        assert [stroke.tolist() for stroke in strokes] == wanted
        assert all(stroke.shape == (len(stroke), 2) for stroke in strokes)


# Strokes and images: arrays of any shape, type and size


def _check_image(image):
    assert (image.shape, image.dtype) == ((28, 28), np.float32)
    assert np.isfinite(image).all()
    assert image.min() >= 0
    assert 0 < image.max() <= 1


def _make_strokes(rng):
    strokes = []
    for _ in range(rng.integers(0, 5)):
        n = int(rng.choice([0, 1, 2, 3, 50, 3000]))
        spread = 10.0 ** rng.integers(-300, 300) if rng.random() < 0.2 else 280.0
        stroke = rng.normal(rng.normal(), spread, (n, 2))
        match rng.integers(12):
            case 0 if n:
                stroke[rng.integers(n), 0] = rng.choice([np.nan, np.inf, -np.inf, 1e308])
            case 1:
                stroke = rng.normal(size=(n, int(rng.integers(0, 4))))
            case 2:
                stroke = [[1.0], [2.0, 3.0]]
            case 3:
                stroke = rng.choice(["", "ab", "1,2"])
            case 4:
                stroke = None
            case 5:
                stroke = [[10**400, 1]]
            case 6:
                stroke = np.zeros((n, 2))
            case 7:
                stroke = stroke.astype(complex)
            case 8:
                stroke = np.rint(np.clip(stroke, -1e6, 1e6)).astype(np.int32)
        strokes.append(stroke)
    return None if rng.random() < 0.01 else strokes


def _read_strokes(_, strokes):
    _check_image(strokes_to_image(strokes))


def _make_image(rng):
    shape = [(28, 28), (60, 45), (300, 9), (8, 8), (9, 700, 3), (50, 50, 4), (40, 40, 1)]
    shape = shape[rng.integers(len(shape))]
    if rng.random() < 0.15:
        shape = tuple(int(n) for n in rng.choice([0, 1, 2, 3, 4, 7, 8, 30], rng.integers(0, 5)))
    image = np.full(shape, rng.choice([0.0, 0.2, 0.8, 1.0]))
    if image.ndim >= 2 and image.size:
        for _ in range(rng.integers(0, 4)):
            (y, x), (h, w) = rng.integers(0, shape[:2]), rng.integers(1, 30, 2)
            image[y : y + h, x : x + w] = rng.random()
    image += rng.normal(0, rng.choice([0, 1e-12, 0.01, 0.3]), shape)
    image = np.clip(image, 0, 1)
    match rng.integers(10):
        case 0 if image.size:
            image.ravel()[rng.integers(image.size)] = rng.choice(
                [np.nan, np.inf, -1e-9, 1.1, 1e308]
            )
        case 1:
            return image.astype(rng.choice(["i8", "?", "c16", "U3", "O", "u2", "f2", "f4", "S1"]))
        case 2:
            return image[::-1, ::-2] if image.ndim >= 2 else image
        case 3:
            return [None, "photo.png", [[1, 2], [3]], b"\x89PNG", image.tolist()][rng.integers(5)]
        case 4 | 5 | 6:
            return np.rint(255 * image).astype(np.uint8)
    return image


def _read_image(_, image):
    _check_image(image_to_tensor(image))


TARGETS = {
    "load_mnist": Target((DataError,), _make_mnist, _read_mnist),
    "load_network": Target((CheckpointError,), _make_checkpoint, _read_checkpoint),
    "load_network, sums right": Target((CheckpointError,), _make_forgery, _read_forgery),
    "read_unipen": Target((DrawingError,), _make_unipen, _read_unipen),
    "read_corrections": Target((DrawingError,), _make_corrections, _read_json_lines),
    "strokes_to_image": Target((DrawingError,), _make_strokes, _read_strokes),
    "image_to_tensor": Target((ImageError,), _make_image, _read_image),
}

_events: list[str] = []
_watching = False


def _watch(event, details):
    if not _watching or event not in EVIL:
        return
    if event == "exec" and getattr(details[0], "co_filename", "").startswith(
        ("<frozen", sys.prefix, sys.base_prefix)
    ):
        return  # a module of Python's or of a package, imported late
    _events.append(event)


sys.addaudithook(_watch)


@dataclass
class Outcome:
    """What became of one target's inputs."""

    read: int = 0
    refused: int = 0
    slowest: float = 0.0  # seconds
    largest: int = 0  # bytes
    failures: tuple[str, ...] = ()


def fuzz(name: str, inputs: int, seed: int, folder: Path) -> Outcome:
    """Give a target so many damaged inputs; input i of a seed is always the same."""
    global _watching
    target, outcome = TARGETS[name], Outcome()
    number = list(TARGETS).index(name)

    def hang(*_):
        raise Hang(f"no answer within {SECONDS:g} s")

    before = signal.signal(signal.SIGALRM, hang)
    tracemalloc.start()
    try:
        for i in range(inputs):
            damaged = target.make(np.random.default_rng([seed, number, i]))
            tracemalloc.reset_peak()
            held, start = tracemalloc.get_traced_memory()[0], time.perf_counter()
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
            _watching = True
            try:
                with warnings.catch_warnings(action="error"):
                    target.run(folder, damaged)
                outcome.read += 1
            except target.errors as error:
                outcome.refused += 1
                if not re.match(r".+: .+", str(error)):
                    outcome.failures += (f"{name} {seed} {i}: says only {str(error)!r}",)
            except (Exception, Hang) as error:
                outcome.failures += (f"{name} {seed} {i}: {type(error).__name__}: {error}"[:300],)
            finally:
                _watching = False
                signal.setitimer(signal.ITIMER_REAL, 0)
            outcome.slowest = max(outcome.slowest, time.perf_counter() - start)
            peak = tracemalloc.get_traced_memory()[1] - held
            outcome.largest = max(outcome.largest, peak)
            if peak > BYTES:
                outcome.failures += (f"{name} {seed} {i}: took {peak:,} bytes",)
            if _events:
                outcome.failures += (f"{name} {seed} {i}: ran code ({', '.join(_events)})",)
                _events.clear()
    finally:
        tracemalloc.stop()
        signal.signal(signal.SIGALRM, before)
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=4000, help="of each reader")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    failures = ()
    print(f"{'reader':26}{'inputs':>8}{'read':>8}{'refused':>9}{'slowest':>10}{'memory':>10}")
    for name in TARGETS:
        with tempfile.TemporaryDirectory() as folder:
            got = fuzz(name, options.inputs, options.seed, Path(folder))
        print(
            f"{name:26}{options.inputs:8,}{got.read:8,}{got.refused:9,}"
            f"{got.slowest:8.2f} s{got.largest / 1e6:7.1f} MB",
            flush=True,
        )
        failures += got.failures
    print(f"{options.inputs * len(TARGETS):,} inputs, {len(failures)} failures")
    for failure in failures[:40]:
        print(" ", failure)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
