"""Weights on disk: what comes back is what went in, bit for bit, or nothing does."""

import io
import json
import tracemalloc
import zipfile

import numpy as np
import pytest

from nnlib import (
    Adam,
    Checkpoint,
    CheckpointError,
    Network,
    load_checkpoint,
    load_network,
    save_checkpoint,
)
from nnlib.files import ROOT


@pytest.fixture
def network(rng):
    network = Network((6, 5, 3), rng)
    network.learn_normalisation(rng.random((20, 6)).astype(np.float32))
    return network


@pytest.fixture
def arrays(network, tmp_path):
    """What a sound file holds, to be spoilt and written again."""
    save_checkpoint(tmp_path / "sound.npz", Checkpoint(network, {"seed": 3}))
    with np.load(tmp_path / "sound.npz") as file:
        return dict(file)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.npz"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_round_trip_bit_for_bit(path, rng, dtype):
    network = Network((6, 5, 3), rng, dtype=dtype)
    network.learn_normalisation(rng.random((20, 6)))
    optimizer = Adam()
    optimizer.step(network.parameters, rng.normal(size=len(network.parameters)).astype(dtype))
    record = {"seed": 3, "recipe": {"name": "test"}, "test_accuracy": 0.1 + 0.2}
    save_checkpoint(path, Checkpoint(network, record, optimizer.state()))

    loaded = load_checkpoint(path)
    assert loaded.network.sizes == network.sizes
    assert loaded.network.parameters.dtype == dtype
    assert loaded.network.parameters.tobytes() == network.parameters.tobytes()
    assert loaded.network.mean.tobytes() == network.mean.tobytes()
    assert loaded.network.scale == network.scale
    assert loaded.record == record
    assert loaded.optimizer.keys() == optimizer.state().keys()
    for name, value in optimizer.state().items():
        assert loaded.optimizer[name].tobytes() == value.tobytes()
    x = rng.random((4, 6))
    np.testing.assert_array_equal(loaded.network.predict(x), network.predict(x))


def test_calibration_comes_back(path, network):
    network.temperature, network.familiarity_threshold = 1.3, 4.5
    save_checkpoint(path, Checkpoint(network))
    loaded = load_network(path)
    assert (loaded.temperature, loaded.familiarity_threshold) == (1.3, 4.5)


def test_an_uncalibrated_network_stays_one(path, network):
    save_checkpoint(path, Checkpoint(network))
    loaded = load_network(path)
    assert (loaded.temperature, loaded.familiarity_threshold) == (1.0, -np.inf)


def test_the_activation_comes_back(path, rng):
    network = Network((6, 5, 3), rng, activation="leaky relu")
    save_checkpoint(path, Checkpoint(network))
    x = rng.normal(size=(4, 6)).astype(np.float32)
    assert load_network(path).activation == "leaky relu"
    np.testing.assert_array_equal(load_network(path).predict(x), network.predict(x))


def test_files_from_before_there_was_a_choice_of_activation_load(path, arrays):
    np.savez(path, **spoil(arrays, activation=None))
    assert load_network(path).activation == "relu"


def refused(path, pattern):
    """Assert that a file is refused, by its name and for this reason."""
    with pytest.raises(CheckpointError, match=pattern) as caught:
        load_network(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_an_unknown_activation_in_a_file_is_refused(path, arrays):
    np.savez(path, **spoil(arrays, activation=np.array("sine")))
    refused(path, "activation: got 'sine', want one of relu, leaky relu")


def test_numbers_of_half_precision_are_compared_in_full(path, arrays, recwarn):
    half = {name: arrays[name].astype(np.float16) for name in ("scale", "temperature")}
    np.savez(path, **spoil(arrays, **half, known_above=np.array(4, np.float16)))
    assert load_network(path).familiarity_threshold == 4
    assert not recwarn.list


def test_files_from_before_calibration_load(path, arrays):
    np.savez(path, **spoil(arrays, temperature=None, known_above=None))
    loaded = load_network(path)
    assert (loaded.temperature, loaded.familiarity_threshold) == (1.0, -np.inf)


def test_a_failed_write_leaves_the_old_file_alone(path, network, monkeypatch):
    save_checkpoint(path, Checkpoint(network))
    before = path.read_bytes()

    def disk_full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", disk_full)
    with pytest.raises(OSError, match="No space left"):
        save_checkpoint(path, Checkpoint(network, {"new": True}))
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_shipped_weights_load_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(load_network("weights/mlp.npz").parameters) == 235_146
    assert load_network("weights/softmax.npz").sizes == (784, 10)


@pytest.mark.parametrize("name", ["softmax", "mlp", "robust"])
def test_shipped_weights_are_complete(name):
    checkpoint = load_checkpoint(ROOT / "weights" / f"{name}.npz")
    assert checkpoint.optimizer == {}
    assert checkpoint.record["recipe"]["name"] == name
    wanted = {"seed", "data_sha256", "train_accuracy", "dev_accuracy", "test_accuracy", "history"}
    assert wanted <= checkpoint.record.keys()


def spoil(arrays, **changes):
    return {name: value for name, value in (arrays | changes).items() if value is not None}


def test_a_layer_may_have_one_unit(path):
    narrow = Network((6, 1, 3), np.random.default_rng(0))
    save_checkpoint(path, Checkpoint(narrow))
    np.testing.assert_array_equal(load_network(path).parameters, narrow.parameters)


@pytest.mark.parametrize("name", ["format", "sizes", "parameters", "mean", "scale", "record"])
def test_refuses_what_lacks_a_part(path, arrays, name):
    np.savez(path, **spoil(arrays, **{name: None}))
    refused(path, f"lacks '{name}'")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parameters": np.zeros(52, np.float32)}, r"parameters: got shape \(52,\), want \(53,\)"),
        ({"parameters": np.zeros((53, 1), np.float32)}, "parameters: got shape"),
        ({"parameters": np.zeros(53, int)}, "parameters: got int64"),
        ({"parameters": np.full(53, np.nan, np.float32)}, "parameters: .* not finite"),
        ({"mean": np.zeros(5, np.float32)}, r"mean: got shape \(5,\), want \(6,\)"),
        ({"mean": np.full(6, np.inf, np.float32)}, "mean: .* not finite"),
        ({"scale": np.array(0.0)}, r"scale: got 0, want 1e-06 to 1e\+06"),
        ({"scale": np.array(1e7)}, r"scale: got 1e\+07, want 1e-06 to 1e\+06"),
        ({"scale": np.array(np.nan)}, "scale: .* not finite"),
        ({"temperature": np.array(0.0)}, "temperature: got 0, want 0.001 to 1000"),
        ({"temperature": np.array(-1.0)}, "temperature: got -1, want 0.001 to 1000"),
        ({"temperature": np.array(1001.0)}, "temperature: got 1001, want 0.001 to 1000"),
        ({"mean": np.full(6, 1e39)}, "mean: .* not finite as float32"),
        ({"optimizer_m": np.full(53, 1e39)}, "optimizer_m: .* not finite as float32"),
        ({"known_above": np.array(1e39)}, "known_above: .* not finite as float32"),
        ({"sizes": np.ones(101, int)}, "sizes: got .* want two to 100"),
        ({"temperature": np.array(np.nan)}, "temperature: .* not finite"),
        ({"known_above": np.zeros(2)}, r"known_above: got shape \(2,\)"),
        ({"sizes": np.array([6])}, r"sizes: got \[6\]"),
        ({"sizes": np.array([6, -5, 3])}, "sizes: got"),
        ({"sizes": np.array([10**12, 10**12])}, "sizes: got"),
        ({"sizes": np.array([6.0, 5.0, 3.0])}, "sizes: got float64"),
        ({"format": np.array(2)}, "has format 2, this nnlib reads 1. Update"),
        ({"record": np.array("{not json")}, "record: not JSON"),
        ({"record": np.array("[1, 2]")}, "record: got list"),
        ({"record": np.array("[" * 100_000)}, "record: not JSON"),
        ({"record": np.array("1" * 5000)}, "record: not JSON"),
        ({"parameters": np.zeros(53, ">f4")}, "parameters: got >f4, want float32 or float64"),
        ({"parameters": np.zeros(53, np.float16)}, "parameters: got <f2, want float32 or float64"),
        ({"optimizer_m": np.zeros(52)}, r"optimizer_m: got shape \(52,\), want \(53,\)"),
        ({"optimizer_m": np.full(53, np.nan)}, "optimizer_m: .* not finite"),
        ({"activation": np.array(3)}, "activation: got int64"),
        ({"format": np.array("1")}, "format: got <U1"),
        ({"record": np.array(3)}, "record: got int64"),
        ({"extra": np.zeros(1)}, "holds 'extra', which is no part of a weights file"),
    ],
)
def test_refuses_what_contradicts_itself(path, arrays, changes, message):
    np.savez(path, **spoil(arrays, **changes))
    refused(path, message)


class Bomb:
    """Would write a file if anybody unpickled it."""

    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return (open, (str(self.target), "w"))


def test_refuses_pickles_without_running_them(path, arrays, tmp_path):
    target = tmp_path / "was-run"
    bomb = np.empty(1, object)
    bomb[0] = Bomb(target)
    np.savez(path, **spoil(arrays, parameters=bomb))
    refused(path, "pickled")
    assert not target.exists()


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 not really", b"\x93NUMPY\x01\x00"])
def test_refuses_what_is_not_an_npz(path, content):
    path.write_bytes(content)
    refused(path, r"not an \.npz file")


def test_refuses_a_cut_off_file(path, network):
    save_checkpoint(path, Checkpoint(network))
    whole = path.read_bytes()
    for length in (len(whole) // 3, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(CheckpointError):
            load_network(path)


def test_refuses_a_flipped_byte(path, network):
    save_checkpoint(path, Checkpoint(network))
    content = bytearray(path.read_bytes())
    content[content.index(network.parameters.tobytes()) + 7] ^= 1
    path.write_bytes(content)
    refused(path, "damaged")


def test_refuses_to_unpack_a_bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("parameters.npy", bytes(200_000_000))
    assert path.stat().st_size < 1_000_000
    refused(path, "unpacks to 200,000,")


def test_refuses_a_bomb_that_lies_about_its_size(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("parameters.npy", bytes(20_000_000))
    content = path.read_bytes().replace((20_000_000).to_bytes(4, "little"), b"\x64\0\0\0")
    path.write_bytes(content)
    refused(path, r"is compressed, want an \.npz")


def test_refuses_a_header_that_promises_more_than_there_is(path):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f4", "fortran_order": False, "shape": (10**11,)}
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("parameters.npy", header.getvalue() + bytes(4))
    refused(path, "promises 400,000,000,000 bytes, the file holds 4")


@pytest.mark.parametrize("place", ["directory", "entry"])
def test_refuses_sizes_beyond_the_files_own_before_allocating_them(path, network, place):
    save_checkpoint(path, Checkpoint(network))
    content = bytearray(path.read_bytes())
    at = len(content) - 10 if place == "directory" else content.index(b"PK\x01\x02") + 20
    content[at : at + 4] = (500_000_000).to_bytes(4, "little")
    path.write_bytes(content)
    tracemalloc.start()
    try:
        refused(path, r"larger than the file|unpacks to 500,")
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_refuses_an_encrypted_file(path, network):
    save_checkpoint(path, Checkpoint(network))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    refused(path, "damaged")


def test_refuses_a_directory_that_hides_the_last_arrays(path, network):
    """The comment of one entry swallows the next one: zipfile itself does not see that."""
    save_checkpoint(path, Checkpoint(network, {}, {"m": np.zeros(53, np.float32)}))
    content = bytearray(path.read_bytes())
    last = content.rindex(b"PK\x01\x02")
    before = content.rindex(b"PK\x01\x02", 0, last)
    content[before + 32 : before + 34] = (len(content) - 22 - last).to_bytes(2, "little")
    path.write_bytes(content)
    assert "optimizer_m.npy" not in zipfile.ZipFile(path).namelist()
    refused(path, "directory is incomplete")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda c: c.network.parameters.fill(np.nan), "not finite .* smaller learning rate"),
        (lambda c: c.record.update(when=object()), "record: not JSON"),
        (lambda c: c.record.update(text="x" * 20_000_000), "bytes, want at most 20,000,000"),
        (lambda c: c.record.update(text="x" * 2_000_000), "record: longer than 2,000,000"),
        (lambda c: c.network.mean.fill(np.inf), "mean: .* not finite"),
        *(
            (lambda c, name=name, bad=bad: setattr(c.network, name, bad), "finite|want|got|pickled")
            for name in ("scale", "temperature", "familiarity_threshold")
            for bad in (np.nan, np.inf, np.zeros(2), "1", None)
        ),
        (lambda c: setattr(c.network, "scale", -np.inf), "scale: .* not finite"),
        (lambda c: setattr(c.network, "scale", 0.0), "scale: got 0, want"),
        (lambda c: setattr(c.network, "temperature", -1.0), "temperature: got -1, want"),
        (lambda c: c.optimizer.update(m=np.full(53, np.nan)), "optimizer_m: .* not finite"),
        (lambda c: c.optimizer.update(m=np.zeros(52)), r"optimizer_m: got shape \(52,\)"),
        (lambda c: c.optimizer.update(m=np.array("x")), "optimizer_m: got <U1"),
        (lambda c: c.optimizer.update(m=np.array([None] * 53)), "holds pickled objects"),
    ],
)
def test_what_could_not_be_loaded_is_not_written(path, network, spoil, message):
    save_checkpoint(path, Checkpoint(network))
    before = path.read_bytes()
    checkpoint = Checkpoint(network)
    spoil(checkpoint)
    with pytest.raises(CheckpointError, match=f"not written.*: .*({message})") as caught:
        save_checkpoint(path, checkpoint)
    assert str(caught.value).count(str(path)) == 1
    assert "None" not in str(caught.value)
    assert path.read_bytes() == before


def test_a_zip_of_something_else(path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", json.dumps({}))
    refused(path, "holds other things than arrays")


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(CheckpointError, match=r"no such file\. Train one with"):
        load_network(tmp_path / "none.npz")


def test_no_array_is_pickled(network, path):
    save_checkpoint(path, Checkpoint(network, {"seed": 1}))
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            np.load(io.BytesIO(file.read(name)), allow_pickle=False)


def test_refuses_two_arrays_of_one_name(path, network):
    save_checkpoint(path, Checkpoint(network))
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("scale.npy", file.read("scale.npy"))
    refused(path, "two of its arrays have the same name")


def test_what_a_file_calls_its_parts_is_shortened_and_made_printable(path, arrays):
    np.savez(path, **arrays, **{"\x1b[31m" + "x" * 5000: np.zeros(1)})
    with pytest.raises(CheckpointError) as caught:
        load_network(path)
    sentence = str(caught.value)
    assert len(sentence) <= 1000
    assert sentence.isprintable()
    assert sentence.startswith(f"{path}: holds")
    assert sentence.endswith("is no part of a weights file.")


def sparse(path):
    with path.open("wb") as file:
        file.truncate(1_500_000_000)


def many_entries(path):
    with zipfile.ZipFile(path, "w") as file:
        for i in range(60_000):
            file.writestr(f"{i}.npy", b"")


def layers(arrays, n=1_000_000):
    return spoil(arrays, sizes=np.ones(n, int), parameters=np.zeros(2 * n - 2, np.float32))


@pytest.mark.parametrize(
    ("forge", "message"),
    [
        (lambda path, _: sparse(path), "holds 1,500,000,000 bytes, want at most 20,000,000"),
        (lambda path, _: many_entries(path), "it holds 60,000 entries, want at most 100"),
        (lambda path, arrays: np.savez(path, **layers(arrays)), "sizes: got"),
        (
            lambda path, arrays: np.savez(
                path, **spoil(arrays, record=np.array("[" + "{}," * 1_600_000 + "0]"))
            ),
            "record: longer than 2,000,000 characters",
        ),
        (
            lambda path, arrays: np.savez(
                path, **spoil(arrays, record=np.array("[" + "{}," * 660_000 + "0]"))
            ),
            "record: got list",
        ),
    ],
)
def test_a_file_costs_little_whatever_it_holds(path, arrays, forge, message):
    forge(path, arrays)
    tracemalloc.start()
    try:
        refused(path, message)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_the_largest_network_costs_little(path):
    save_checkpoint(path, Checkpoint(Network((784, 6200, 10))))
    assert path.stat().st_size > 19_000_000
    tracemalloc.start()
    try:
        load_network(path)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_a_file_here_comes_before_one_of_the_repository(tmp_path, monkeypatch, network):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weights").mkdir()
    save_checkpoint("weights/mlp.npz", Checkpoint(network))
    assert load_network("weights/mlp.npz").sizes == (6, 5, 3)
