"""`make chapters`, run twice, changes nothing."""

import nbformat
import pytest

import chapters
from nnlib.files import ROOT

# What differs from run to run: a widget's id, a progress bar, where the clock cut a stream.
RESTLESS = """
import ipywidgets
from IPython.display import display
from tqdm.auto import tqdm

for _ in tqdm(range(3), unit="epoch"):
    print("a line")
display(ipywidgets.IntSlider())
"""


def twice(path) -> tuple[bytes, bytes]:
    """The file after one run and after another."""
    runs = []
    for _ in range(2):
        chapters.execute(path)
        runs.append(path.read_bytes())
    return runs[0], runs[1]


@pytest.mark.parametrize(
    ("name", "n_cells"),
    [
        ("06_draw_a_digit", 20),  # the pad, a picture, an explanation: none of them takes long
        pytest.param("06_draw_a_digit", None, marks=pytest.mark.slow),
        pytest.param("01_forward_and_backprop", None, marks=pytest.mark.slow),
    ],
)
def test_a_chapter_run_twice_has_the_same_bytes(tmp_path, name, n_cells):
    path = tmp_path / f"{name}.ipynb"
    chapter = nbformat.read(ROOT / "notebooks" / path.name, as_version=4)
    chapter.cells = chapter.cells[:n_cells]
    nbformat.write(chapter, path)
    once, again = twice(path)
    assert once == again
    assert b"application/vnd.jupyter.widget-view" not in once


def test_what_differs_from_run_to_run_is_not_stored(tmp_path):
    path = tmp_path / "restless.ipynb"
    cell = nbformat.v4.new_code_cell(RESTLESS, id="restless")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    once, again = twice(path)
    assert once == again
    assert b"model_id" not in once
    assert b"/3" not in once  # the progress bar's count
    assert once.count(b"a line\\n") == 3
