"""`make chapters`, run twice, changes nothing."""

import nbformat

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


def test_a_chapter_run_twice_has_the_same_bytes(tmp_path):
    path = tmp_path / "06_draw_a_digit.ipynb"
    chapter = nbformat.read(ROOT / "notebooks" / path.name, as_version=4)
    # without the class, which takes ten seconds each time, and other cells have its like
    chapter.cells = [cell for cell in chapter.cells if not cell.id.startswith("class-")]
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
