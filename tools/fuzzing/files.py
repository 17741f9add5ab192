"""Damaged files of images and of drawings: MNIST, UNIPEN text, corrections as JSON lines."""

import gzip
import hashlib
import json
import re
import warnings
from unittest import mock

import numpy as np

from nnlib import DataError, DrawingError, data, idx, load_mnist, read_unipen, strokes_to_image
from nnlib.images.drawings import read_json_lines

from .damage import Target, damaged_text, mutate
from .drawn import check_image

# MNIST: a whole set of four tiny files, one of them damaged; what is accepted is the original


def _idx(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim])
    return header + b"".join(n.to_bytes(4, "big") for n in array.shape) + array.tobytes()


def _tiny_mnist() -> dict[str, bytes]:
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (12, 28, 28)), rng.integers(0, 10, 12)
    return {
        name: _idx((images if "images" in name else labels).astype(np.uint8)) for name in idx.SHA256
    }


TINY = _tiny_mnist()
TINY_SUMS = {name: hashlib.sha256(content).hexdigest() for name, content in TINY.items()}


def _make_mnist(rng):
    name = list(TINY)[rng.integers(4)]
    if rng.random() < 0.5:
        return name, gzip.compress(mutate(TINY[name], rng), 1, mtime=0)
    return name, mutate(gzip.compress(TINY[name], 1, mtime=0), rng)


def _read_mnist(folder, damaged):
    name, content = damaged
    for other, sound in TINY.items():
        packed = content if other == name else gzip.compress(sound, 1, mtime=0)
        (folder / f"{other}.gz").write_bytes(packed)
    with mock.patch.object(idx, "SHA256", TINY_SUMS), mock.patch.object(data, "DEV_SIZE", 2):
        mnist = load_mnist(folder)
    test = TINY["t10k-images-idx3-ubyte"]
    assert mnist.test.images.tobytes() == test[16:]
    assert mnist.test.labels.tolist() == list(TINY["t10k-labels-idx1-ubyte"][8:])
    assert sorted(mnist.train.images.tobytes() + mnist.dev.images.tobytes()) == sorted(test[16:])


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
    return damaged_text(UNIPEN, rng)


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
        check_image(strokes_to_image(strokes))


# Corrections: what is accepted holds the labels and the numbers that JSON says it holds

JSON_LINES = b"""\
{"label":4,"strokes":[[[100,-300],[90.5,-200]],[[120,-250]]],"time":"2025-01-31T12:00:00+00:00"}
{"label":1,"strokes":[[[5,-6],[5,7]]],"time":"2025-01-31T12:00:01+00:00"}
"""


def _make_corrections(rng):
    return damaged_text(JSON_LINES, rng)


def _read_json_lines(folder, content):
    path = folder / "corrections.jsonl"
    path.write_bytes(content)
    with warnings.catch_warnings(record=True, action="always") as torn:
        drawings = read_json_lines(path)
    text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    lines = text.splitlines()[: -1 if torn else None]  # said to be left out
    entries = [json.loads(line) for line in lines if line.strip()]
    assert [label for label, _ in drawings] == [entry["label"] for entry in entries]
    for (label, strokes), entry in zip(drawings, entries, strict=True):
        assert type(label) is int
        wanted = [np.array(stroke, float).tolist() for stroke in entry["strokes"]]
        assert [stroke.tolist() for stroke in strokes] == wanted
        assert all(stroke.shape == (len(stroke), 2) for stroke in strokes)


TARGETS = {
    "load_mnist": Target((DataError,), _make_mnist, _read_mnist),
    "read_unipen": Target((DrawingError,), _make_unipen, _read_unipen),
    "read_corrections": Target((DrawingError,), _make_corrections, _read_json_lines),
}
