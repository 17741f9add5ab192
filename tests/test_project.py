"""The project's own files: that what stands in two places says the same, and the floors hold."""

import ast
import json
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.specifiers import SpecifierSet

import nnlib
from nnlib.files import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FLOORS = {
    0: [
        "arguments",
        "data",
        "layers",
        "losses",
        "optimizers",
        "strokes",
        "calibration",
        "tables",
        "style",
    ],
    1: [
        "network",
        "augment",
        "handwriting",
        "preprocess",
        "diagnostics",
        "corrections",
        "attribution",
    ],
    2: ["training", "checkpoint", "ablation", "curvature", "pipelines", "finetuning", "gap"],
    3: ["listing", "exercises", "plots", "explorers", "widgets", "__main__"],
}
SCREEN = {"plots", "explorers", "widgets"}  # the only rooms that know matplotlib or widgets


def test_environment_names_the_same_packages():
    _, listing = (ROOT / "environment.yml").read_text().split("dependencies:\n")
    lines = re.findall(r"^  - ([a-z].*?)(?: #.*)?$", listing, re.M)
    python, *packages = [line for line in lines if line not in ("pip", "pip:")]
    version = re.fullmatch(r"python=(3\.\d+)", python)[1]  # one that repo2docker understands
    assert version in SpecifierSet(PROJECT["requires-python"])
    assert sorted(packages) == sorted(PROJECT["dependencies"])


def test_every_package_is_listed_with_its_licence():
    _, packages = (ROOT / "SECURITY.md").read_text().split("| package | licence |\n|---|---|\n")
    needed = [re.match(r"[\w-]+", line)[0] for line in PROJECT["dependencies"]]
    assert re.findall(r"^\| (\S+) \| .+ \|$", packages, re.M) == needed


def test_versions_agree():
    assert PROJECT["version"] == nnlib.__version__


def test_every_public_name_is_there():
    for name in nnlib.__all__:
        assert getattr(nnlib, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        nnlib.nonsense  # noqa: B018


def test_importing_nnlib_needs_no_screen():
    code = (
        "import sys, nnlib;"
        "heavy = {'matplotlib', 'ipywidgets', 'ipycanvas', 'IPython', 'tqdm', 'http'};"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def sources(room):
    """The room's files and how deep below nnlib each one lies: a room is a file or a folder."""
    folder = ROOT / "nnlib" / room
    if folder.is_dir():
        return [(path, 2) for path in folder.glob("*.py")]
    return [(folder.with_suffix(".py"), 1)]


def test_every_room_is_on_a_floor():
    rooms = {path.stem for path in (ROOT / "nnlib").iterdir() if not path.stem.startswith("__p")}
    assert rooms - {"__init__"} == {room for rooms in FLOORS.values() for room in rooms}


def test_a_room_imports_only_from_those_before_it():
    order = [room for floor in sorted(FLOORS) for room in FLOORS[floor]]
    for room in order:
        for path, depth in sources(room):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and node.level == depth:
                    names = [node.module] if node.module else [name.name for name in node.names]
                    for name in names:
                        other = name.split(".")[0]
                        assert order.index(other) < order.index(room), f"{path} imports {other}"
                elif isinstance(node, ast.Import | ast.ImportFrom) and room not in SCREEN:
                    names = [name.name for name in node.names]
                    names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                    for name in names:
                        assert name.split(".")[0] not in ("matplotlib", "ipywidgets", "ipycanvas")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (nnlib.__doc__, r"^(\d)  +(\w+) "),
        ((ROOT / "README.md").read_text(), r"^\| (\d) \| `(\w+)` \|"),
    ],
    ids=["docstring", "README"],
)
def test_the_map_of_the_rooms_is_true(text, row):
    listed = [(int(floor), room) for floor, room in re.findall(row, text, re.M)]
    assert listed == [(floor, room) for floor in sorted(FLOORS) for room in FLOORS[floor]]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_is_stored_as_it_runs(path):
    notebook = json.loads(path.read_text())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert notebook["metadata"].keys() == {"kernelspec", "language_info"}
    for cell in notebook["cells"]:
        assert cell["metadata"].keys() <= {"tags"}
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr", f"a warning is stored: {output['text']}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_cell_whose_output_is_ignored_is_followed_by_one_that_asserts(path):
    cells = json.loads(path.read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for cell, following in zip(code, [*code[1:], None], strict=True):
        if "nbval-ignore-output" in cell["metadata"].get("tags", []):
            assert following is not None
            assert "assert " in "".join(following["source"])
