"""Arrays from an .npz file that may be damaged or hostile: no pickle, no surprise in size."""

import io
import math
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

import numpy as np

from .arguments import Refusal

MAX_BYTES = 20_000_000  # of a file; the robust network with its optimizer's state is 3 MB
MAX_ARRAYS = 100  # of a file; ours hold a dozen
END_RECORD = struct.Struct("<10xHI6x")  # of a zip: how many entries, bytes of the directory


class CheckpointError(Refusal):
    """A weights file is missing, damaged, or not one of ours.

    Examples
    --------
    >>> try:
    ...     load_network("weights/none.npz")
    ... except CheckpointError as error:
    ...     print("none.npz" in str(error))
    True
    """


def read_arrays(opened: BinaryIO, path: Path) -> dict[str, np.ndarray]:
    """Read the arrays of an opened file; nothing is allocated that the file itself does not hold.

    A file that is not an .npz, damaged, too large, compressed, or pickled is a CheckpointError,
    which calls it by its `path`.
    """
    try:
        size = opened.seek(0, io.SEEK_END)
        if size > MAX_BYTES:
            raise CheckpointError(f"{path}: holds {size:,} bytes, want at most {MAX_BYTES:,}.")
        if not zipfile.is_zipfile(opened):
            raise CheckpointError(f"{path}: not an .npz file, or cut off. Train it anew.")
        # zipfile believes a damaged end record: it would allocate what that promises, and not
        # miss the entries that a damaged directory hides
        opened.seek(-END_RECORD.size, io.SEEK_END)
        count, directory_size = END_RECORD.unpack(opened.read())
        if directory_size > size:
            raise ValueError("its directory is larger than the file")
        if count > MAX_ARRAYS:
            raise ValueError(f"it holds {count:,} entries, want at most {MAX_ARRAYS}")
        with zipfile.ZipFile(opened) as file:
            entries = file.infolist()
            if len(entries) != count:
                raise ValueError("its directory is incomplete")
            _check_entries(entries, path)
            return {
                entry.filename.removesuffix(".npy"): _read_array(file.read(entry), path)
                for entry in entries
            }
    except (CheckpointError, PermissionError, MemoryError):
        raise
    except Exception as error:
        # zipfile and numpy raise whatever their parsers do at a damaged header
        raise CheckpointError(f"{path}: damaged ({error}). Train it anew.") from None


def take(arrays: dict, path: Path, name: str, kinds: str, shape: tuple, dtype=np.float64):
    """The array of that name, if it is of these dtype kinds and this shape, and finite as dtype."""
    if name not in arrays:
        raise CheckpointError(f"{path}: lacks {name!r}; it is not a weights file of nnlib.")
    array = arrays[name]
    if array.dtype.kind not in kinds:
        raise CheckpointError(f"{path}: {name}: got {array.dtype}.")
    fits = array.ndim == len(shape) and all(
        want in (None, got) for got, want in zip(array.shape, shape, strict=True)
    )
    if not fits:
        raise CheckpointError(
            f"{path}: {name}: got shape {array.shape}, want {shape}; the file contradicts itself."
        )
    if array.dtype.kind == "f" and not np.abs(array).max(initial=0) <= np.finfo(dtype).max:
        raise CheckpointError(
            f"{path}: {name}: holds values that are not finite as {dtype}: NaN, infinity or beyond "
            "it. If its training has diverged, train it anew with a smaller learning rate."
        )
    return array


def _check_entries(entries: list[zipfile.ZipInfo], path: Path) -> None:
    size = sum(max(entry.file_size, entry.compress_size) for entry in entries)
    if size > MAX_BYTES:
        raise CheckpointError(f"{path}: unpacks to {size:,} bytes, want at most {MAX_BYTES:,}.")
    if len({entry.filename for entry in entries}) < len(entries):
        raise ValueError("two of its arrays have the same name")
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        # a compressed entry may unpack to more than it declares
        raise CheckpointError(
            f"{path}: is compressed, want an .npz as np.savez writes it. "
            "Save it with nnlib.save_checkpoint()."
        )
    if not all(entry.filename.endswith(".npy") for entry in entries):
        raise CheckpointError(f"{path}: holds other things than arrays; not one of ours.")


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
