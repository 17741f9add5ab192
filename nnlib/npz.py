"""Arrays from an .npz file that may be damaged or hostile: no pickle, no surprise in size."""

import io
import math
import struct
import zipfile
from pathlib import Path

import numpy as np

MAX_BYTES = 50_000_000  # of a file; the robust network with its optimizer's state is 3 MB
END_RECORD = struct.Struct("<10xHI6x")  # of a zip: how many entries, bytes of the directory


class CheckpointError(ValueError):
    """A weights file is missing, damaged, or not one of ours.

    Examples
    --------
    >>> try:
    ...     load_network("weights/none.npz")
    ... except CheckpointError as error:
    ...     print("none.npz" in str(error))
    True
    """


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Read a file's arrays; nothing is unpacked or allocated that the file itself does not hold.

    A file that is not an .npz, damaged, too large, compressed, or pickled is a CheckpointError.
    """
    try:
        with path.open("rb") as opened:
            if not zipfile.is_zipfile(opened):
                raise CheckpointError(f"{path}: not an .npz file, or cut off. Train it anew.")
            # zipfile believes a damaged end record: it would allocate what that promises, and not
            # miss the entries that a damaged directory hides
            opened.seek(-END_RECORD.size, io.SEEK_END)
            count, directory_size = END_RECORD.unpack(opened.read())
            if directory_size > path.stat().st_size:
                raise ValueError("its directory is larger than the file")
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


def _check_entries(entries: list[zipfile.ZipInfo], path: Path) -> None:
    promised = sum(max(entry.file_size, entry.compress_size) for entry in entries)
    size = max(path.stat().st_size, promised)
    if size > MAX_BYTES:
        raise CheckpointError(f"{path}: unpacks to {size:,} bytes, want at most {MAX_BYTES:,}.")
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
