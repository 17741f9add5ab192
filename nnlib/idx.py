"""MNIST's files: the IDX format, their checksums, and where a missing one is fetched from."""

import hashlib
import io
import time
from pathlib import Path

import numpy as np

from .arguments import Refusal
from .files import read_bounded, write_atomically

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
DATA_SHA256 = hashlib.sha256("".join(SHA256.values()).encode()).hexdigest()  # of all four

MAX_BYTES = 50_000_000  # of a file, unpacked; the largest of the four has 47 million
TIMEOUT, DEADLINE = 20.0, 300.0  # seconds a mirror may stay silent, and may take in all


class DataError(Refusal):
    """A data file is missing, damaged or not what it says it is.

    Examples
    --------
    >>> try:
    ...     load_mnist("/nowhere/at/all")
    ... except (DataError, OSError):
    ...     print("no data there")
    no data there
    """


def read_files(folder: Path) -> dict[str, np.ndarray]:
    """Read and verify MNIST's four files; a missing one is fetched first.

    They come as uint8 by their names without ``.gz``: images (N, 28, 28), labels (N,). One that
    cannot be had or read, or differs from the published one by a single bit, is a DataError.
    """
    arrays, sums = {}, {}
    for name in SHA256:
        path = folder / f"{name}.gz"
        if not path.exists():
            fetch(path, MIRRORS)
        content = read_packed(path)
        arrays[name] = parse_idx(content, path, dimensions=3 if "images" in name else 1)
        sums[name] = hashlib.sha256(content).hexdigest()

    for part in ("train", "t10k"):
        images, labels = arrays[f"{part}-images-idx3-ubyte"], arrays[f"{part}-labels-idx1-ubyte"]
        if len(images) != len(labels):
            what = f"the {part} files hold {len(images):,} images but {len(labels):,} labels"
            raise damaged(folder, f"{what}; they must be of the same set")
    for name, wanted in SHA256.items():
        if sums[name] != wanted:
            what = f"its content has SHA-256 {sums[name][:12]}…, want {wanted[:12]}…"
            raise damaged(folder / f"{name}.gz", f"{what}; the file is damaged or not MNIST")
    return arrays


def parse_idx(content: bytes, name: str | Path, dimensions: int) -> np.ndarray:
    """Turn the bytes of an IDX file into an array.

    IDX is two zero bytes, a type code (8 means uint8), the number of dimensions, each dimension
    as a big-endian 32-bit integer, and then the numbers themselves: 1 dimension for labels, 3 for
    images. The array is a read-only view of `content`, the whole uncompressed file. A DataError
    calls the file by its `name`, and says that its magic number, a count or its length is wrong.
    """
    header = 4 + 4 * dimensions
    magic = bytes([0, 0, 8, dimensions])
    if content[:4] != magic:
        what = f"starts with {content[:4].hex(' ') or 'nothing'}, want {magic.hex(' ')}"
        raise damaged(name, f"{what} (IDX, uint8, {dimensions}-dimensional)")
    if len(content) < header:
        what = f"truncated: {len(content)} bytes, shorter than its {header}-byte header"
        raise damaged(name, what)
    shape = tuple(int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(dimensions))
    if dimensions == 3 and shape[1:] != (28, 28):
        what = f"its header says images of {shape[1]} × {shape[2]}, want 28 × 28"
        raise damaged(name, what)
    wanted, held = int(np.prod(shape, dtype=object)), len(content) - header
    if held != wanted:
        what = "truncated" if held < wanted else "too long"
        raise damaged(name, f"{what}: its header promises {wanted:,} values, it holds {held:,}")
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def fetch(path: Path, mirrors: tuple[str, ...]) -> None:
    """Download one of MNIST's files from the first mirror that has it whole.

    The file is written under a temporary name, verified, and only then renamed, so a broken
    download never stands where a good file should. The name of `path` says which file it is. If
    none of the mirrors (addresses of folders) delivers it, a DataError says what each answered.
    """
    tried = []
    for mirror in mirrors:
        address = mirror + path.name
        try:
            packed = _download(address)
            content = read_bounded(io.BytesIO(packed), MAX_BYTES, DataError, packed=True)
            if hashlib.sha256(content).hexdigest() != SHA256[path.stem]:
                raise DataError("delivered a file with the wrong SHA-256")
        except Exception as error:  # whatever a server may answer, the next one is asked
            tried.append(f"{address} ({str(getattr(error, 'reason', error))[:200]})")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, packed)
        return
    raise DataError(
        f"{path}: not there, and it could not be fetched. Tried: {'; '.join(tried)}. "
        f"Connect to the network and try again, or copy {path.name} from another checkout's "
        f"data/ folder into {path.parent}."
    )


def _download(address: str) -> bytes:
    """What a server has at an address, if it answers in time and leads to no less safe place."""
    # This is a quarter of the library's import time, and hardly ever needed.
    import urllib.request

    class SameScheme(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, request, file, code, message, headers, to):
            if to.partition(":")[0] != (scheme := address.partition(":")[0]):
                raise DataError(f"leads to {to}, want {scheme}")  # https, as `MIRRORS` are
            return super().redirect_request(request, file, code, message, headers, to)

    late, content = time.monotonic() + DEADLINE, bytearray()
    with urllib.request.build_opener(SameScheme).open(address, timeout=TIMEOUT) as response:
        while part := response.read1(100_000):
            content += part
            if len(content) > MAX_BYTES or time.monotonic() > late:
                limits = f"{MAX_BYTES:,} bytes or {DEADLINE:g} seconds"
                raise DataError(f"delivered more than {limits}")
    return bytes(content)


def read_packed(path: Path) -> bytes:
    """The content of one of the four files."""
    try:
        return read_bounded(path, MAX_BYTES, lambda what: damaged(path, what), packed=True)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from None


def damaged(path: str | Path, what: str) -> DataError:
    """The error of a file, or of one in a folder, that is not as it should be."""
    file = "the damaged file" if Path(path).is_dir() else Path(path).name
    advice = f"Delete {file} and call load_mnist() again: it will be fetched anew."
    return DataError(f"{path}: {what}. {advice}")
