"""MNIST: what is read, how it is split, and every way in which a file can be wrong."""

import gzip
import hashlib
import http.server
import os
import threading
import urllib.error
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from nnlib import DataError, load_mnist
from nnlib.data import batches, split_order
from nnlib.files import DATA_FOLDER, read_bounded, write_atomically
from nnlib.idx import MIRRORS, SHA256, damaged, fetch, parse_idx

LABELS = "train-labels-idx1-ubyte"
IMAGES = "train-images-idx3-ubyte"


def idx(array: np.ndarray) -> bytes:
    """An IDX file of a uint8 array."""
    header = bytes([0, 0, 8, array.ndim])
    return header + b"".join(n.to_bytes(4, "big") for n in array.shape) + array.tobytes()


@pytest.fixture
def folder(tmp_path):
    """A copy of data/ to damage; the files are links until a test replaces one."""
    for name in SHA256:
        (tmp_path / f"{name}.gz").symlink_to(DATA_FOLDER / f"{name}.gz")
    return tmp_path


def replace_file(folder, name, content: bytes, packed=True):
    path = folder / f"{name}.gz"
    path.unlink()
    path.write_bytes(gzip.compress(content, 1) if packed else content)


def unpacked(name) -> bytes:
    return gzip.decompress((DATA_FOLDER / f"{name}.gz").read_bytes())


# what is read


def test_sizes_and_types(mnist):
    assert (len(mnist.train), len(mnist.dev), len(mnist.test)) == (50_000, 10_000, 10_000)
    for split in (mnist.train, mnist.dev, mnist.test):
        assert split.images.shape == (len(split), 28, 28)
        assert split.images.dtype == np.uint8
        assert split.labels.dtype == np.int64
        assert (split.labels.min(), split.labels.max()) == (0, 9)
    x = mnist.dev.x
    assert (x.shape, x.dtype) == ((10_000, 784), np.float32)
    assert (x.min(), x.max()) == (0, 1)
    np.testing.assert_array_equal(np.rint(x[5] * 255), mnist.dev.images[5].ravel())


def test_known_counts(mnist):
    counts = np.bincount(mnist.test.labels)  # published with the data set
    assert counts.tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    both = np.bincount(np.concatenate([mnist.train.labels, mnist.dev.labels]))
    assert both.tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]


def test_the_split_is_fixed(mnist):
    order = split_order(60_000)
    np.testing.assert_array_equal(np.sort(order), np.arange(60_000))
    digest = hashlib.sha256(order.astype("<i8").tobytes()).hexdigest()
    assert digest[:16] == "9c7014c6e3949b0c"
    raw = parse_idx(unpacked(LABELS), "labels", 1)
    np.testing.assert_array_equal(mnist.dev.labels, raw[order[50_000:]])


def test_sums_file_agrees_with_the_code():
    lines = (DATA_FOLDER / "SHA256SUMS").read_text().split("\n")
    listed = dict(reversed(line.split()) for line in lines if line)
    assert listed == SHA256


# batches


def test_batches_cover_every_row_once(rng):
    got = list(batches(1000, 128, rng))
    assert [len(batch) for batch in got] == [128] * 7 + [104]
    np.testing.assert_array_equal(np.sort(np.concatenate(got)), np.arange(1000))


def test_batches_are_shuffled_anew(rng):
    first, second = (np.concatenate(list(batches(100, 10, rng))) for _ in range(2))
    assert not np.array_equal(first, second)


def test_full_batch_is_a_view(rng):
    rows = np.arange(10)
    (batch,) = batches(10, None, rng)
    assert np.shares_memory(rows[batch], rows)


def test_batch_size_must_be_positive(rng):
    with pytest.raises(ValueError, match="batch_size: got 0"):
        next(batches(10, 0, rng))


# IDX, and each way in which it can be wrong


def test_parse_idx_reads_what_was_written(rng):
    array = rng.integers(0, 256, (3, 28, 28), dtype=np.uint8)
    np.testing.assert_array_equal(parse_idx(idx(array), "x", 3), array)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "starts with nothing, want 00 00 08 03"),
        (b"\x00\x00\x08\x01" + bytes(20), "starts with 00 00 08 01, want 00 00 08 03"),
        (b"\x89PNG" + bytes(20), "starts with 89 50 4e 47"),
        (bytes([0, 0, 8, 3, 0, 0]), "truncated: 6 bytes, shorter than its 16-byte header"),
        (idx(np.zeros((2, 28, 28), np.uint8))[:-1], "truncated: its header promises 1,568 values"),
        (idx(np.zeros((2, 28, 28), np.uint8)) + b"!", "too long: its header promises 1,568"),
        (idx(np.zeros((2, 32, 32), np.uint8)), "images of 32 × 32, want 28 × 28"),
        (b"\x00\x00\x08\x03" + b"\xff" * 4 + bytes([0, 0, 0, 28] * 2), "truncated: its header"),
    ],
)
def test_parse_idx_refuses(content, message):
    with pytest.raises(DataError, match=message) as caught:
        parse_idx(content, "data/some-file", 3)
    assert str(caught.value).startswith("data/some-file: ")


def test_truncated_gzip(folder):
    whole = (DATA_FOLDER / f"{LABELS}.gz").read_bytes()
    replace_file(folder, LABELS, whole[: len(whole) // 2], packed=False)
    with pytest.raises(DataError, match=rf"{LABELS}\.gz: truncated\. Delete"):
        load_mnist(folder)


def test_not_gzip(folder):
    replace_file(folder, LABELS, b"<html>404 Not Found</html>", packed=False)
    with pytest.raises(DataError, match="not a sound gzip file"):
        load_mnist(folder)


def test_damaged_gzip(folder):
    packed = bytearray((DATA_FOLDER / f"{LABELS}.gz").read_bytes())
    packed[len(packed) // 2] ^= 0xFF
    replace_file(folder, LABELS, bytes(packed), packed=False)
    with pytest.raises(DataError, match="not a sound gzip file"):
        load_mnist(folder)


def test_wrong_magic(folder):
    replace_file(folder, LABELS, b"\x00\x00\x08\x02" + unpacked(LABELS)[4:])
    with pytest.raises(DataError, match="starts with 00 00 08 02, want 00 00 08 01"):
        load_mnist(folder)


def test_counts_that_disagree(folder):
    replace_file(folder, LABELS, idx(np.zeros(59_999, np.uint8)))
    with pytest.raises(DataError, match="60,000 images but 59,999 labels"):
        load_mnist(folder)


def test_a_flipped_byte(folder):
    content = bytearray(unpacked(LABELS))
    content[-1] ^= 1
    replace_file(folder, LABELS, bytes(content))
    with pytest.raises(DataError, match=rf"{LABELS}\.gz: its content has SHA-256"):
        load_mnist(folder)


def test_a_bomb_is_not_unpacked(folder):
    replace_file(folder, IMAGES, bytes(60_000_000))
    with pytest.raises(DataError, match="holds more than 50,000,000 bytes"):
        load_mnist(folder)


def test_a_folder_where_a_file_should_be(folder):
    path = folder / f"{LABELS}.gz"
    path.unlink()
    path.mkdir()
    with pytest.raises(DataError, match="cannot be read"):
        load_mnist(folder)


# fetching, from a server on this machine


class Mirror(http.server.BaseHTTPRequestHandler):
    """Serves data/, or what a test put into `broken`."""

    broken: dict[str, bytes]

    def do_GET(self):
        name = self.path.lstrip("/")
        path = DATA_FOLDER / name
        if name.startswith("moved/"):
            self.send_response(302)
            self.send_header("Location", f"/{name.removeprefix('moved/')}")
            self.end_headers()
            return
        content = self.broken.get(name)
        if content is None and not path.exists():
            self.send_error(404)
            return
        content = path.read_bytes() if content is None else content
        if content.startswith(b"raw "):
            self.wfile.write(content[4:])
            return
        self.send_response(200)
        promised = len(content) + (100 if content.startswith(b"cut off") else 0)
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


# What a captive portal, a proxy or a broken server may answer → how that is called.
OK = b"HTTP/1.1 200 OK\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nLocation: "
ODD = {
    b"": "Tried: http",
    b"hello\r\n\r\n": "Tried: http",
    b"HTTP/9.9 200 OK\r\n\r\n": "Tried: http",
    b"HTTP/1.1 abc\r\n\r\n": "Tried: http",
    b"HTTP/1.1 204 No Content\r\n\r\n": "Tried: http",
    b"HTTP/1.1 500 Oh\r\n\r\n": "Tried: http",
    OK + b"Content-Length: -5\r\n\r\n": "Tried: http",
    OK + b"Content-Length: x\r\n\r\n": "Tried: http",
    OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n": "Tried: http",
    OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n": "Tried: http",
    OK + b"X: y\r\n" * 200 + b"\r\n": "Tried: http",
    MOVED + b"file:///etc/hostname\r\n\r\n": "is not allowed",
    MOVED + b"https://localhost:1/x\r\n\r\n": "leads to https://localhost:1/x",
    MOVED + b"http://[::1\r\n\r\n": "Tried: http",
    MOVED + b"http://\xff\xfe/\r\n\r\n": "Tried: http",
    MOVED + b"\r\n\r\n": "Tried: http",
}


@pytest.fixture
def mirror():
    handler = type("ThisMirror", (Mirror,), {"broken": {}})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", handler.broken
    server.shutdown()
    server.server_close()


def test_a_missing_file_is_fetched(folder, mirror, monkeypatch):
    monkeypatch.setattr("nnlib.idx.MIRRORS", (mirror[0],))
    path = folder / f"{LABELS}.gz"
    path.unlink()
    mnist = load_mnist(folder)
    assert len(mnist.train) == 50_000
    assert path.read_bytes() == (DATA_FOLDER / path.name).read_bytes()
    assert not list(folder.glob("*.tmp"))


def test_the_second_mirror_helps_out(tmp_path, mirror):
    path = tmp_path / f"{LABELS}.gz"
    fetch(path, ("http://127.0.0.1:9/", mirror[0] + "no-such-folder/", mirror[0]))
    assert gzip.decompress(path.read_bytes()) == unpacked(LABELS)


def test_a_mirror_may_have_moved(tmp_path, mirror):
    path = tmp_path / f"{LABELS}.gz"
    fetch(path, (mirror[0] + "moved/",))
    assert gzip.decompress(path.read_bytes()) == unpacked(LABELS)


@pytest.mark.parametrize(
    ("content", "reason"),
    [  # mtime: their bytes are the tests' names, and two processes have to agree on those
        (gzip.compress(b"something else", mtime=0), "wrong SHA-256"),
        (b"<html>please log in</html>", "Not a gzipped file"),
        (gzip.compress(bytes(100_000), mtime=0)[:50], "truncated"),
        (gzip.compress(bytes(60_000_000), 1, mtime=0), "holds more than 50,000,000 bytes"),
        (b"cut off", "Not a gzipped file"),
        *((b"raw " + answer, reason) for answer, reason in ODD.items()),
    ],
)
def test_a_bad_download_leaves_nothing_behind(tmp_path, mirror, content, reason):
    address, broken = mirror
    path = tmp_path / f"{LABELS}.gz"
    broken[path.name] = content
    with pytest.raises(DataError, match=reason):
        fetch(path, (address,))
    assert list(tmp_path.iterdir()) == []


def test_without_network_the_error_says_what_to_do(tmp_path):
    path = tmp_path / f"{LABELS}.gz"
    with pytest.raises(DataError) as caught:
        fetch(path, ("http://127.0.0.1:9/a/", "http://127.0.0.1:9/b/"))
    for part in (str(path), "127.0.0.1:9/a/", "127.0.0.1:9/b/", "refused", "copy"):
        assert part in str(caught.value)


def test_mirrors_are_two_and_encrypted():
    assert len(MIRRORS) == 2
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in MIRRORS)


def test_a_mirror_that_is_silent_is_left(tmp_path, monkeypatch):
    asked = []

    def silent(_, address, timeout=None):
        asked.append((address, timeout))
        raise urllib.error.URLError("timed out")

    monkeypatch.setattr("urllib.request.OpenerDirector.open", silent)
    with pytest.raises(DataError, match=r"one/.*\(timed out\); .*two/.*\(timed out\)"):
        fetch(tmp_path / f"{LABELS}.gz", ("http://one/", "http://two/"))
    assert [timeout for _, timeout in asked] == [20.0, 20.0]


def test_odd_answers_lead_to_the_second_mirror(tmp_path, mirror):
    address, broken = mirror
    for i, answer in enumerate(ODD):
        path = tmp_path / str(i) / f"{LABELS}.gz"
        broken["odd/" + path.name] = b"raw " + answer
        fetch(path, (address + "odd/", address))
        assert gzip.decompress(path.read_bytes()) == unpacked(LABELS)


def test_a_mirror_that_takes_too_long_is_left(tmp_path, mirror, monkeypatch):
    monkeypatch.setattr("nnlib.idx.DEADLINE", -1.0)
    with pytest.raises(DataError, match="more than 50,000,000 bytes or -1 seconds"):
        fetch(tmp_path / f"{LABELS}.gz", (mirror[0],))


def test_a_folder_that_is_not_there_is_made(tmp_path, mirror):
    path = tmp_path / "new" / "folder" / f"{LABELS}.gz"
    fetch(path, (mirror[0],))
    assert gzip.decompress(path.read_bytes()) == unpacked(LABELS)


def test_the_next_mirror_follows_one_with_the_wrong_content(tmp_path, mirror):
    address, broken = mirror
    path = tmp_path / f"{LABELS}.gz"
    broken["wrong/" + path.name] = gzip.compress(b"something else")
    fetch(path, (address + "wrong/", address))
    assert gzip.decompress(path.read_bytes()) == unpacked(LABELS)


def test_the_advice_names_the_file_or_the_damage(tmp_path):
    advice = "late. Delete {} and call load_mnist() again"
    assert advice.format("a.gz") in str(damaged(tmp_path / "a.gz", "late"))
    assert advice.format("the damaged file") in str(damaged(tmp_path, "late"))


def test_the_split_keeps_ten_thousand_back_and_loses_none(mnist):
    assert (len(mnist.train), len(mnist.dev), len(mnist.test)) == (50_000, 10_000, 10_000)
    seen = Counter(image.tobytes() for part in (mnist.train, mnist.dev) for image in part.images)
    assert sum(seen.values()) == 60_000
    assert max(seen.values()) == 1  # no image stands in both


def test_a_file_is_written_beside_its_place_and_can_be_read_by_all(tmp_path, monkeypatch):
    moved, replace = [], os.replace
    monkeypatch.setattr("os.replace", lambda a, b: moved.append(Path(a)) or replace(a, b))
    write_atomically(tmp_path / "name.npz", b"content")
    (temporary,) = moved
    assert temporary.parent == tmp_path
    assert temporary.name.startswith("name.npz")
    assert temporary.name.endswith(".tmp")
    assert (tmp_path / "name.npz").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_may_be_just_as_long_as_allowed(tmp_path, pack):
    path = tmp_path / "file"
    path.write_bytes(pack(b"x" * 100))
    assert read_bounded(path, 100, DataError) == b"x" * 100
    with pytest.raises(DataError, match="holds more than 99 bytes"):
        read_bounded(path, 99, DataError)


def test_what_is_not_an_error_of_the_system_passes_through(tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "x", b"")
    assert list(tmp_path.iterdir()) == []


def test_all_of_a_checksum_counts(folder, monkeypatch, tmp_path, mirror):
    almost = {name: sum_[:-1] + ("0" if sum_[-1] != "0" else "1") for name, sum_ in SHA256.items()}
    monkeypatch.setattr("nnlib.idx.SHA256", almost)
    with pytest.raises(DataError, match="its content has SHA-256"):
        load_mnist(folder)
    with pytest.raises(DataError, match="wrong SHA-256"):
        fetch(tmp_path / "new" / f"{LABELS}.gz", (mirror[0],))
