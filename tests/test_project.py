"""The project's own files: that what stands in two places says the same, and the floors hold."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter

import pytest
from conftest import LONG
from packaging.specifiers import SpecifierSet

import nnlib
from chapters import stable
from nnlib.files import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NEEDED = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["app"]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PACKAGE = ROOT / "nnlib"
# Whose files a room's may import; of learn, images may import the two that know no network.
ARROWS = {
    "learn": {"learn", "images"},
    "images": {"images", "arguments", "files"},
    "app": {"app", "images", "learn"},
    "course": {"course", "app", "images", "learn"},
}
DOORS = {"__init__", "__main__"}  # they lead to every room, but to the app only when asked
SCREEN = {
    "matplotlib",
    "ipywidgets",
    "ipycanvas",
    "anywidget",
    "IPython",
}  # for the app and the course
THE_HOUR = [
    "layers",
    "losses",
    "optimizers",
    "network",
    "data",
    "recipes",
    "feeding",
    "training",
    "evaluation",
]


def test_environment_names_the_same_packages():
    _, listing = (ROOT / "environment.yml").read_text().split("dependencies:\n")
    lines = re.findall(r"^  - ([a-z].*?)(?: #.*)?$", listing, re.M)
    python, *packages = [line for line in lines if line not in ("pip", "pip:")]
    version = re.fullmatch(r"python=(3\.\d+)", python)[1]  # one that repo2docker understands
    assert version in SpecifierSet(PROJECT["requires-python"])
    assert sorted(packages) == sorted(NEEDED)


def test_every_package_is_listed_with_its_licence():
    _, packages = (ROOT / "SECURITY.md").read_text().split("| package | licence |\n|---|---|\n")
    needed = [re.match(r"[\w-]+", line)[0] for line in NEEDED]
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
        "heavy = {'matplotlib', 'ipywidgets', 'ipycanvas', 'anywidget', 'IPython', 'tqdm', 'http'};"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


FILES = {
    path.relative_to(PACKAGE).with_suffix("").as_posix(): path for path in PACKAGE.rglob("*.py")
}


def room_of(file: str) -> str:
    """The room of a file, such as ``images/strokes`` or, in learn, ``network``."""
    return file.split("/")[0] if "/" in file else "learn"


def imports(file: str) -> tuple[set[str], set[str]]:
    """The files of nnlib that a file imports, and the other packages, at the top or further in."""
    ours, others = set(), set()
    for node in ast.walk(ast.parse(FILES[file].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            others |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            others.add(node.module.split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            folder = file.split("/")[: -node.level]
            base = "/".join(folder + (node.module or "").split(".")).strip("/")
            for name in node.names:
                inside = f"{base}/{name.name}".strip("/")
                package = f"{base}/__init__".strip("/")
                (found,) = [f for f in (inside, base, package) if f in FILES][:1]
                ours.add(found)
    return ours, others


def test_the_arrows_between_the_rooms_go_one_way():
    for file in FILES.keys() - DOORS:
        ours, others = imports(file)
        room = room_of(file)
        for other in ours:
            assert {room_of(other), other} & ARROWS[room], f"{file} imports {other}"
        if room in ("learn", "images"):
            assert not others & SCREEN, f"{file} needs a screen"


def test_no_two_files_import_each_other_in_a_circle():
    graph = {file: imports(file)[0] for file in FILES if not file.endswith("__init__")}
    assert list(TopologicalSorter(graph).static_order())


def test_the_doors_lead_to_the_app_only_when_asked():
    for door in DOORS:
        tree = ast.parse(FILES[door].read_text(encoding="utf-8"))
        at_the_top = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
        assert not [
            module for module in at_the_top if module and module.startswith(("app", "course"))
        ]


def test_a_file_can_be_read_at_a_sitting_and_the_core_in_an_hour():
    lines = {
        file: len(path.read_text(encoding="utf-8").splitlines()) for file, path in FILES.items()
    }
    assert {file: n for file, n in lines.items() if n > 250} == {}
    assert sum(lines[file] for file in THE_HOUR) <= 1450
    # A reader of the library meets three rooms; of the course, the folder of one chapter at a time;
    # of the pad's questions, one question.
    course = {file: n for file, n in lines.items() if file.startswith("course")}
    questions = {file: n for file, n in lines.items() if file.startswith("app/questions/")}
    assert sum(lines.values()) - sum(course.values()) - sum(questions.values()) <= 7_900
    for path in (PACKAGE / "app" / "questions").glob("*.js"):
        questions[path.name] = len(path.read_text(encoding="utf-8").splitlines())
    assert max(questions.values()) <= 100
    assert sum(questions.values()) <= 1_300
    # The ladder's judge is met by nobody: its reader sees the empty library and a map.
    for folder in {file.split("/")[1] for file in course if file.count("/") >= 2}:
        limit = 2_420 if folder == "ladder" else 1_250
        assert sum(n for file, n in course.items() if f"/{folder}/" in file) <= limit, folder


def test_the_one_list_of_the_rooms_is_complete():
    listed = re.findall(r"^(\w+)  +(\S+)  ", nnlib.__doc__, re.M)[1:]
    there = set()
    for file in FILES:
        room, name = file.split("/")[:2] if "/" in file else ("learn", file)
        name = "ch1…" if re.fullmatch(r"ch\d", name) else name
        if name != "__init__":
            there.add((room, name))
    assert len(listed) == len(set(listed))
    assert set(listed) == there


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_is_stored_as_it_runs(path):
    notebook = json.loads(path.read_text())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert notebook["metadata"].keys() == {"kernelspec", "language_info"}
    for cell in notebook["cells"]:
        assert cell["metadata"] == stable(cell["metadata"])  # its tags, and what they hide
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


def test_every_action_is_pinned_to_a_commit():
    used = []
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        used += re.findall(r"uses: (.+)", workflow.read_text(encoding="utf-8"))
    assert len(used) > 10
    for action in used:  # a tag can be moved to other code, a commit cannot
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_what_is_run_first_because_it_takes_long_is_there():
    assert [file for file in LONG if not (ROOT / file).exists()] == []
