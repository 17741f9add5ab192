"""Make assignments for nbgrader from the chapters' exercises: build/assignments/source/.

    python tools/assignments.py [FOLDER]        (default: build/assignments)

A chapter is an assignment, `chN/chN.ipynb`: each exercise with its words, a cell for the answer,
and a locked cell that is worth a point. Then, with nbgrader installed, in that folder:

    nbgrader generate_assignment ch1        the pupils' version, without the solutions
    nbgrader autograde ch1                  what came back
"""

import ast
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nnlib.files import ROOT

CHAPTERS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
TARGET = ROOT / "build" / "assignments"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "digits"
c.ClearSolutions.code_stub = {"python": "# Put your answer in place of the dots."}
"""
SETUP = """\
import numpy as np

import nnlib
from nnlib.course import ch{chapter}
from nnlib.course.check import check"""


@dataclass(frozen=True)
class Task:
    """An exercise as it stands in its chapter.

    `given` are the cells between its heading and its stub, as (type, source); `answer` is the name
    of the variable or function that is checked.
    """

    number: str
    given: list[tuple[str, str]]
    stub: str
    answer: str
    solution: str


def tasks(path: Path) -> list[Task]:
    """The exercises of a chapter, in order."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    found = []
    for i, source in enumerate(sources):
        called = re.search(r'^check\("([\d.]+)", (\w+)\)$', source, re.M)
        if cells[i]["cell_type"] != "code" or not called:
            continue
        number, answer = called.groups()
        heading = re.compile(rf"^### {re.escape(number)} ", re.M)
        begin = next(j for j in range(i, -1, -1) if heading.search(sources[j]))
        words = sources[begin][heading.search(sources[begin]).start() :]
        given = [("markdown", _alone(words))]
        for cell in cells[begin + 1 : i]:
            given += _given(cell)
        solution = re.search(r"<details>.*?```python\n(.*?)```", sources[i + 1], re.S)[1]
        stub = re.sub(r"^check\(.*$", "", source, flags=re.M)
        found.append(Task(number, given, stub.strip(), answer, solution.strip()))
    return found


def _given(cell: dict) -> list[tuple[str, str]]:
    """A cell between heading and stub; of a listing that uses its chapter, function and output."""
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return [("markdown", _alone(source))]
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    if not functions:
        return [("code", source)]
    kept = "\n\n\n".join(ast.get_source_segment(source, node) for node in functions)
    printed = "".join("".join(output.get("text", "")) for output in cell["outputs"])
    return [("code", kept), ("markdown", f"In the chapter it printed:\n\n```\n{printed}```")]


def _alone(text: str) -> str:
    """Words that leave their chapter: links that lead to its neighbours are plain text."""
    return re.sub(r"\[([^\]]*)\]\((?!https?:)[^)]*\)", r"\1", text)


def assignment(path: Path) -> nbformat.NotebookNode:
    """A chapter's exercises as nbgrader wants them, with the solutions."""
    chapter = int(path.stem[:2])
    title = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"][0].strip()
    cells = [
        _marked(new_markdown_cell(f"{title}: exercises"), "title", locked=True),
        _marked(new_code_cell(SETUP.format(chapter=chapter)), "setup", locked=True),
    ]
    for task in tasks(path):
        name = task.number.replace(".", "-")
        for i, (kind, source) in enumerate(task.given):
            cell = (new_code_cell if kind == "code" else new_markdown_cell)(source)
            cells.append(_marked(cell, f"given-{name}-{i}", locked=True))
        solved = f"{task.stub}\n\n{BEGIN}\n{task.solution}\n{END}"
        cells.append(_marked(new_code_cell(solved), f"answer-{name}", solution=True))
        tested = f'verdict = check("{task.number}", {task.answer})\nassert verdict.state == '
        tested += '"correct", verdict\nverdict'
        cells.append(_marked(new_code_cell(tested), f"test-{name}", locked=True, points=1))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.validate(notebook)
    return notebook


def _marked(cell, name: str, locked: bool = False, solution: bool = False, points: int = 0):
    """The cell with nbgrader's marks, by version 3 of its format."""
    cell.id = name
    mark = {"grade": bool(points), "grade_id": name, "locked": locked, "solution": solution}
    cell.metadata["nbgrader"] = mark | {"schema_version": 3, "task": False}
    if points:
        cell.metadata["nbgrader"]["points"] = points
    return cell


def cleared(source: str) -> str:
    """A cell without its solution, as pupils get it."""
    return re.sub(rf"^{BEGIN}\n.*?^{END}$", "", source, flags=re.S | re.M)


def main(folder: Path = TARGET) -> None:
    """Write all assignments, and nbgrader's settings beside them."""
    shutil.rmtree(folder / "source", ignore_errors=True)
    for path in CHAPTERS:
        name = f"ch{int(path.stem[:2])}"
        target = folder / "source" / name / f"{name}.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(assignment(path), target)
        print(f"wrote {target}: {len(tasks(path))} exercises")
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
