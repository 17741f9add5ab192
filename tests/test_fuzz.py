"""What files may hold: a sample of the recorded fuzz run, and properties for any content."""

import gzip
import json
import pickle
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import fuzz
from nnlib import (
    Checkpoint,
    CheckpointError,
    DataError,
    DrawingError,
    ImageError,
    Network,
    image_to_tensor,
    load_checkpoint,
    read_unipen,
    save_checkpoint,
    strokes_to_image,
)
from nnlib.idx import parse_idx

# The machine's load may not decide, and a failure must come back in the next run.
steady = settings(
    deadline=None,
    derandomize=True,
    max_examples=40,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_damaged_input_is_refused_or_read_rightly(name, tmp_path):
    outcome = fuzz.fuzz(name, 60, seed=1, folder=tmp_path)
    assert outcome.failures == ()
    assert outcome.refused > 10


def reads_silently(folder, damaged):
    assert damaged == b"sound"


def runs_code(folder, damaged):
    pickle.loads(pickle.dumps(gzip.GzipFile))


@pytest.mark.parametrize(
    ("reader", "failure"),
    [
        (reads_silently, "AssertionError"),
        (lambda *_: {}["key"], "KeyError"),
        (lambda *_: time.sleep(30), "Hang"),
        (runs_code, "ran code"),
        (lambda *_: bytearray(fuzz.BYTES + 1), "took 100,0"),
    ],
)
def test_the_fuzz_hears_every_kind_of_failure(reader, failure, tmp_path, monkeypatch):
    monkeypatch.setattr(fuzz, "SECONDS", 1.0)
    target = replace(fuzz.TARGETS["load_mnist"], run=reader)
    monkeypatch.setitem(fuzz.TARGETS, "load_mnist", target)
    outcome = fuzz.fuzz("load_mnist", 1, seed=1, folder=tmp_path)
    assert [failure in line for line in outcome.failures] == [True]


def unless_refused(error, name, function, *arguments):
    """The result; or None after a refusal in the documented way, which names the culprit."""
    try:
        return function(*arguments)
    except error as refusal:
        if not str(refusal).startswith(name):
            raise
        return None


@given(st.binary(max_size=60), st.sampled_from([1, 3]))
@steady
def test_any_bytes_are_idx_or_refused(content, dimensions):
    for bytes_ in (content, bytes([0, 0, 8, dimensions]) + content):
        array = unless_refused(DataError, "file: ", parse_idx, bytes_, "file", dimensions)
        if array is not None:
            assert array.ndim == dimensions
            assert bytes_.endswith(array.tobytes())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.integers(1, 7), min_size=2, max_size=4),
    st.dictionaries(st.text(), json_values, max_size=3),
    st.sampled_from([np.float32, np.float64]),
    st.floats(1e-3, 1e3),
)
@steady
def test_any_network_and_any_record_come_back(tmp_path, sizes, record, dtype, temperature):
    network = Network(sizes, np.random.default_rng(0), dtype)
    network.temperature = temperature
    save_checkpoint(tmp_path / "any.npz", Checkpoint(network, record))
    loaded = load_checkpoint(tmp_path / "any.npz")
    assert loaded.network.parameters.tobytes() == network.parameters.tobytes()
    assert (loaded.network.sizes, loaded.network.temperature) == (network.sizes, temperature)
    assert loaded.record == json.loads(json.dumps(record))


@given(st.binary(max_size=200))
@steady
def test_any_bytes_are_no_checkpoint(tmp_path, content):
    (tmp_path / "any.npz").write_bytes(content)
    with pytest.raises(CheckpointError):
        load_checkpoint(tmp_path / "any.npz")


integer_strokes = st.lists(
    arrays(np.int32, st.tuples(st.integers(1, 6), st.just(2)), elements=st.integers(-9999, 9999)),
    min_size=1,
    max_size=4,
)


@given(st.lists(st.tuples(st.integers(0, 9), integer_strokes), min_size=1, max_size=4))
@steady
def test_any_drawing_comes_back_from_unipen(tmp_path, drawings):
    lines = []
    for label, strokes in drawings:
        lines.append(f'.SEGMENT DIGIT 0 ? "{label}"')
        for stroke in strokes:
            lines += [".PEN_DOWN", *(f"{x} {-y}" for x, y in stroke), ".PEN_UP"]
    (tmp_path / "any").write_text("\n".join(lines))
    for (label, strokes), (got_label, got) in zip(
        drawings, read_unipen(tmp_path / "any"), strict=True
    ):
        assert got_label == label
        for stroke, same in zip(strokes, got, strict=True):
            np.testing.assert_array_equal(same, stroke)


@given(integer_strokes, st.integers(-1000, 1000), st.sampled_from([2, 4, 8]))
@steady
def test_any_drawing_may_be_moved_and_enlarged(strokes, shift, factor):
    points = np.concatenate(strokes)
    if np.ptp(points, axis=0).max() <= 2:
        return  # a dot is not blown up
    moved = [stroke * float(factor) + shift for stroke in strokes]
    np.testing.assert_allclose(strokes_to_image(moved), strokes_to_image(strokes), atol=0.01)


@given(
    arrays(
        st.sampled_from([np.float64, np.float32]),
        st.tuples(st.integers(0, 20), st.integers(0, 20)),
        elements=st.floats(width=32),
    )
)
@steady
def test_any_array_is_an_image_or_refused(image):
    out = unless_refused(ImageError, "image: ", image_to_tensor, image)
    if out is not None:
        assert (out.shape, out.dtype) == ((28, 28), np.float32)
        assert 0 <= out.min() < out.max() <= 1


@given(st.lists(st.lists(st.tuples(st.floats(), st.floats()), max_size=4), max_size=4))
@steady
def test_any_floats_are_strokes_or_refused(strokes):
    out = unless_refused(DrawingError, "strokes", strokes_to_image, strokes)
    if out is not None:
        assert np.isfinite(out).all()
        assert 0 < out.max() <= 1
