"""Chapters elsewhere, on Colab or in VS Code: the library is fetched, a picture gets in."""

import io
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

import nnlib
from links import FETCH, renewed
from nnlib.files import ROOT
from readme import REPOSITORY

CHAPTERS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
# Stands in for pip, so that the test asks no registry and leaves this environment as it is.
PIP = "import sys, pathlib; pathlib.Path('pip.txt').write_text(' '.join(sys.argv[1:]))"
# A Python that does not know nnlib: without what `pip install --editable` has put on its path.
WITHOUT = f"""
import sys
sys.meta_path = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
sys.path = [place for place in sys.path if place != {str(ROOT)!r}]
sys.modules.pop("nnlib", None)
"""


@pytest.fixture
def elsewhere(tmp_path):
    """An empty folder, a stand-in for pip, and git sent to this clone instead of the web."""
    stub = tmp_path / "stub" / "pip"
    stub.mkdir(parents=True)
    (stub / "__init__.py").write_text("")
    (stub / "__main__.py").write_text(PIP)
    folder = tmp_path / "notebook"
    folder.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": str(stub.parent),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{ROOT.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": REPOSITORY,
    }
    return folder, environment


def run(code, elsewhere):
    folder, environment = elsewhere
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_library_is_missing_there(elsewhere):
    result = run(WITHOUT + "import nnlib", elsewhere)
    assert "No module named 'nnlib'" in result.stderr


def test_the_first_cell_then_fetches_the_library_with_data_and_weights(elsewhere):
    use = """
import nnlib
print(nnlib.load_mnist().test, nnlib.load_network("weights/robust.npz"), nnlib.__file__)
"""
    result = run(WITHOUT + FETCH + use, elsewhere)
    assert result.returncode == 0, result.stderr
    assert "10,000" in result.stdout or "10000" in result.stdout
    assert str(elsewhere[0]) in result.stdout  # the clone, not this repository
    assert (elsewhere[0] / "pip.txt").read_text() == "install --quiet --editable nnlib-repository"


def test_where_the_library_is_there_nothing_is_fetched(elsewhere):
    result = run(FETCH, elsewhere)
    assert result.returncode == 0, result.stderr
    assert not (elsewhere[0] / "nnlib-repository").exists()


def test_once_there_is_an_address_all_chapters_begin_alike():
    for path in CHAPTERS:
        cells = json.loads(renewed(path, published=True))["cells"]
        assert "".join(cells[1]["source"]) == FETCH


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_chapter_needs_a_particular_editor(path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            lines = "".join(cell["source"]).splitlines()
            assert not any(line.lstrip().startswith(("%", "!")) for line in lines)


def test_a_picture_gets_in_where_the_sheet_is_deaf(capsys):
    cells = json.loads(CHAPTERS[5].read_text(encoding="utf-8"))["cells"]
    code = "".join(next(cell["source"] for cell in cells if cell["id"] == "picture-02"))
    sheet = np.full((300, 300), 255, np.uint8)  # dark ink on white paper
    sheet[60:240, 140:158] = 20
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, "PNG")
    picture = SimpleNamespace(name="one.png", content=memoryview(file.getvalue()))
    network = nnlib.load_network("weights/robust.npz")
    for chosen, said in (((), "No picture yet"), ((picture,), "one.png is read as 1")):
        upload = SimpleNamespace(value=chosen)
        exec(code, {"np": np, "nnlib": nnlib, "network": network, "upload": upload})
        assert said in capsys.readouterr().out
