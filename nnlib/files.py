"""Files that are whole or absent when written, and bounded when read."""

import gzip
import os
import secrets
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[1]
DATA_FOLDER = ROOT / "data" if (ROOT / "pyproject.toml").exists() else Path("data")
SHIPPED = Path(__file__).with_name("shipped")  # in an installed library: weights and drawings
GZIP_MAGIC = b"\x1f\x8b"


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a reader sees the old file or the new one, never a part.

    A symbolic link stays one, and an old file's permissions stay as they are. If the folder cannot
    be written to or the disk is full, an OSError says so, and the old file is still there.
    """
    target = replaceable(path)
    temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}.tmp")
    made = False
    try:
        with temporary.open("xb") as file:
            made = True
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except BaseException as error:
        if made:
            os.unlink(temporary)
        if isinstance(error, OSError) and error.errno is not None:
            raise OSError(
                error.errno,
                f"cannot be written ({os.strerror(error.errno)}); what was there before is "
                "untouched. Free space or permissions, or write to another folder",
                str(path),
            ) from None
        raise


def replaceable(path: Path) -> Path:
    """Where a file is to be written, through symbolic links; a folder or a device is an OSError."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(f"{path}: is a folder, want the name of a file, such as mlp.npz.")
    if target.exists() and not target.is_file():
        raise FileExistsError(f"{path}: is a device or a pipe, want the name of a file.")
    return target


@contextmanager
def locked(file: BinaryIO, wait: bool = True) -> Iterator[None]:
    """Hold an open file alone until done; the lock ends with its process.

    Others wait or, if they will not, get a BlockingIOError or a PermissionError.
    """
    if os.name == "nt":
        import msvcrt

        file.seek(0)  # its first byte stands for all of it
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        try:
            yield
        finally:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def read_bounded(
    file: Path | BinaryIO,
    max_bytes: int,
    refuse: Callable[[str], Exception],
    packed: bool | None = None,
) -> bytes:
    """The content of a file, plain or gzip-packed, if it is at most `max_bytes` long.

    No more than that is ever unpacked, so a small file cannot fill the memory. `refuse` makes an
    error of the words for what is wrong. Unless `packed` says whether the file must be gzip-packed,
    its first two bytes do.
    """
    if isinstance(file, Path) and file.exists() and not (file.is_file() or file.is_dir()):
        raise refuse("a device or a pipe, want a file")  # that may never end, or never begin
    try:
        with file.open("rb") if isinstance(file, Path) else file as opened:
            if packed is None:
                packed = opened.read(2) == GZIP_MAGIC
                opened.seek(0)
            if packed:
                with gzip.open(opened) as unpacked:
                    content = unpacked.read(max_bytes + 1)
            else:
                content = opened.read(max_bytes + 1)
    except EOFError:
        raise refuse("truncated") from None
    except (zlib.error, gzip.BadGzipFile) as error:
        raise refuse(f"not a sound gzip file ({error})") from None
    if len(content) > max_bytes:
        raise refuse(f"holds more than {max_bytes:,} bytes")
    return content
