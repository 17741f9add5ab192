"""Chapters under bad conditions, and whether the comparison of their outputs can fail."""

import subprocess
import sys

import nbformat
import pytest

import notebooks
from nnlib.files import ROOT

SHORTEST = ROOT / "notebooks" / "01_forward_and_backprop.ipynb"
WITH_THE_PAD = ROOT / "notebooks" / "06_draw_a_digit.ipynb"


@pytest.fixture
def kernel(tmp_path):
    with notebooks.Kernel(tmp_path) as kernel:
        yield kernel


@pytest.mark.parametrize(
    "chapter",
    [SHORTEST, pytest.param(WITH_THE_PAD, marks=pytest.mark.slow)],
    ids=lambda path: path.stem,
)
def test_a_chapter_elsewhere_read_only_offline_twice_and_interrupted(kernel, chapter):
    assert notebooks.run_all(kernel, chapter) == []
    assert notebooks.run_all(kernel, chapter) == []
    stopped, wrong = notebooks.interrupt_all(kernel, chapter, after=0.0)
    assert stopped > 0
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (f"open({str(ROOT / 'planted')!r}, 'w')", "PermissionError"),
        (f"import os; os.mkdir({str(ROOT / 'planted')!r})", "PermissionError"),
        ("import urllib.request as u; u.urlopen('http://192.0.2.1/', timeout=1)", "URLError"),
        ("import socket; socket.create_connection(('example.org', 80), 1)", "OSError"),
    ],
)
def test_the_guard_of_that_kernel_bites(kernel, source, error):
    assert kernel.run(source)[1] == error
    assert not (ROOT / "planted").exists()


def cell(source, said):
    output = nbformat.v4.new_output("stream", name="stdout", text=said)
    outputs = [output] if said else []
    return nbformat.v4.new_code_cell(source, outputs=outputs, execution_count=1)


# source, stored output, whether the comparison should fail
CELLS = [
    ("print('accuracy 0.9818')", "accuracy 0.9818\n", False),
    ("print('accuracy 0.9818')", "accuracy 0.9817\n", True),
    ("print('read as 7')", "read as 1\n", True),
    ("print('took 12.5 s')", "took 99.1 s\n", False),
    ("print('took 3 ms, loss 0.31')", "took 4 ms, loss 0.32\n", True),
    ("print('mlp: 100%|####| 15/15')", "mlp:  40%|##  | 6/15\n", False),
    ("print('5 strokes')", "6 strokes\n", True),
    ("x = 1", "planted\n", True),
    ("1 / 0", "", True),
]


def test_a_planted_wrong_output_fails(tmp_path):
    path = tmp_path / "planted.ipynb"
    cells = [cell(source, said) for source, said, _ in CELLS]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    sanitize = ROOT / "tests" / "nbval_sanitize.cfg"
    options = ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={sanitize}", "-v"]
    options += ["-o", "addopts=", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    for number, (source, said, wrong) in enumerate(CELLS):
        outcome = "FAILED" if wrong else "PASSED"
        assert f"::Cell {number} {outcome}" in result.stdout, (source, said, result.stdout)
