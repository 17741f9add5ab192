"""Execute the chapters in place and store their outputs, without what differs from run to run.

    python tools/chapters.py [NOTEBOOK ...]        (default: all; `make chapters`)

Execution times, widget ids and progress bars are left out, so that running it twice changes
nothing but what really changed.
"""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from nnlib.files import ROOT

NOTEBOOKS = ROOT / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What a cell's tag hides in JupyterLab until the reader runs or opens it; the book knows the tags.
HIDDEN = {
    "hide-output": {"outputs_hidden": True},  # the answer to "Predict, then run"
    "hide-cell": {"source_hidden": True, "outputs_hidden": True},  # for who wants to know more
    "remove-cell": {"source_hidden": True},  # asserts: for the tests, and not in the book at all
}
WIDGET = "application/vnd.jupyter.widget-view+json"


def execute(path: Path) -> None:
    """Run one notebook from top to bottom and write it back with its outputs."""
    os.environ["LANGUAGE"] = "en"  # the pad's, and a chapter is in English
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(_frames_cell(notebook, path.parent / "frames"))
    NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=False,
    ).execute()
    notebook.cells.pop()
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = stable(cell.metadata)
        if cell.cell_type == "code":
            cell.outputs = joined(kept for output in cell.outputs if (kept := settle(output)))
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


def _frames_cell(notebook, folder: Path):
    """A cell that has the explorers draw what the book shows of them, while their kernel lives."""
    code = [cell.id for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    cells = dict(enumerate(code, 1))  # Jupyter counts from 1
    lines = [
        "import pathlib, sys",
        f"sys.path.append({str(Path(__file__).resolve().parent)!r})",
        "import frames",
        f"frames.store(Out, {cells!r}, pathlib.Path({str(folder.resolve())!r}))",
    ]
    return nbformat.v4.new_code_cell("\n".join(lines))


def stable(metadata: dict) -> dict:
    """A cell's tags, and what they hide; nothing that an editor or a run left there."""
    tags = metadata.get("tags", [])
    hidden = {}
    for tag in tags:
        hidden |= HIDDEN.get(tag, {})
    return ({"tags": tags} if tags else {}) | ({"jupyter": hidden} if hidden else {})


def settle(output):
    """The output without widget ids; None for a progress bar, which is over by now."""
    if "data" not in output or WIDGET not in output.data:
        return output
    del output.data[WIDGET]
    if "it/s]" in output.data.get("text/plain", "") or "epoch/s]" in output.data["text/plain"]:
        return None
    return output


def joined(outputs):
    """The outputs with each stream in one piece: where it was cut depends on the clock."""
    result = []
    for output in outputs:
        if result and output.get("name") and output.get("name") == result[-1].get("name"):
            result[-1].text += output.text
        else:
            result.append(output)
    return result


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]) if sys.argv[1:] else sorted(NOTEBOOKS.glob("*.ipynb")):
        print(f"executing {path.name}", flush=True)
        execute(path)
