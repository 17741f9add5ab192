"""The first cell of a chapter: where the library is missing, it is fetched and found."""

import json
import os
import subprocess
import sys

import pytest

from nnlib.data import ROOT

sys.path.insert(0, str(ROOT / ".ci"))

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


def first_code_cell(path) -> str:
    """The source of a chapter's first code cell."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "".join(next(cell["source"] for cell in cells if cell["cell_type"] == "code"))


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


def test_the_first_cell_fetches_the_library_with_data_and_weights(elsewhere):
    use = """
import nnlib
print(nnlib.load_mnist().test, nnlib.load_network("weights/robust.npz"), nnlib.__file__)
"""
    result = run(WITHOUT + first_code_cell(CHAPTERS[0]) + use, elsewhere)
    assert result.returncode == 0, result.stderr
    assert "10,000" in result.stdout or "10000" in result.stdout
    assert str(elsewhere[0]) in result.stdout  # the clone, not this repository
    assert (elsewhere[0] / "pip.txt").read_text() == "install --quiet --editable nnlib-repository"


def test_where_the_library_is_there_nothing_is_fetched(elsewhere):
    result = run(first_code_cell(CHAPTERS[0]), elsewhere)
    assert result.returncode == 0, result.stderr
    assert not (elsewhere[0] / "nnlib-repository").exists()


def test_all_chapters_begin_alike():
    assert len({first_code_cell(path) for path in CHAPTERS}) == 1
