"""Lay the empty library beside the chapters, and keep what is done in a file."""

import hashlib
import json
import shutil
from pathlib import Path

from ...files import ROOT, write_atomically

SKELETON = Path(__file__).with_name("skeleton")
# Beside the chapters where there are any, so that a chapter can import it; else where one stands.
FOLDER = (ROOT / "notebooks" if (ROOT / "notebooks").is_dir() else Path.cwd()) / "mine"
PROGRESS = "progress.json"


def lay(folder: Path = FOLDER) -> list[str]:
    """Lay the skeleton of the library; what is there already stays as it is.

    Returns
    -------
    list of str
        The names of the files that were laid.
    """
    folder.mkdir(parents=True, exist_ok=True)
    laid = []
    for source in sorted(SKELETON.glob("*.py")):
        if not (folder / source.name).exists():
            shutil.copyfile(source, folder / source.name)
            laid.append(source.name)
    return laid


def fingerprint(folder: Path) -> str:
    """A checksum of the code that trains: what was trained with it holds until it changes."""
    code = b"\0".join(
        path.read_bytes() for path in sorted(folder.glob("*.py")) if path.name != "strokes.py"
    )
    return hashlib.sha256(code).hexdigest()


def read_progress(folder: Path = FOLDER) -> dict[str, str]:
    """Each step's state when it was judged last: "done", "wrong" or "open"; empty if never."""
    try:
        kept = json.loads((folder / PROGRESS).read_text(encoding="utf-8"))
        return {str(name): str(state) for name, state in kept["steps"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def trained_with(folder: Path) -> str | None:
    """The `fingerprint` of the code that trained the network in the folder, if there is one."""
    try:
        kept = json.loads((folder / PROGRESS).read_text(encoding="utf-8"))
        return kept["trained with"] if (folder / "trained.npz").exists() else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_progress(folder: Path, states: dict[str, str], code: str | None) -> None:
    """Keep each step's state, and which code the network was trained with."""
    text = json.dumps({"steps": states, "trained with": code}, ensure_ascii=False, indent=1)
    write_atomically(folder / PROGRESS, f"{text}\n".encode())
