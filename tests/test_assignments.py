"""The assignments for a class: what is right gets all points, what is empty or wrong none."""

import pytest
from wrong_answers import WRONG

import assignments
from nnlib.course.check import exercises

CELLS = {
    cell.metadata["nbgrader"]["grade_id"]: cell.source
    for path in assignments.CHAPTERS
    for cell in assignments.assignment(path).cells
}
TASKS = {task.number: task for path in assignments.CHAPTERS for task in assignments.tasks(path)}


def passes(number: str, code: str, **given) -> bool:
    """Whether the locked cell of an exercise is content after this answer cell."""
    name = number.replace(".", "-")
    space = {}
    exec(assignments.SETUP.format(chapter=number.split(".")[0]), space)
    for i, (kind, source) in enumerate(TASKS[number].given):
        assert CELLS[f"given-{name}-{i}"] == source
        if kind == "code":  # it runs without its chapter
            exec(source, space)
    exec(code, space)
    space |= given
    try:
        exec(CELLS[f"test-{name}"], space)
    except AssertionError:
        return False
    return True


def test_every_exercise_is_in_an_assignment_and_worth_a_point():
    assert list(TASKS) == list(exercises())
    graded = [name for name in CELLS if name.startswith("test-")]
    assert len(graded) == len(TASKS)


@pytest.mark.parametrize("number", TASKS)
def test_a_solution_gets_its_point_and_what_pupils_get_does_not(number):
    cell = CELLS[f"answer-{number.replace('.', '-')}"]
    assert passes(number, cell)
    empty = assignments.cleared(cell)
    assert TASKS[number].solution not in empty
    assert not passes(number, empty)


@pytest.mark.parametrize("number", WRONG)
def test_a_known_wrong_answer_gets_no_point(number):
    assert not passes(number, "", **{TASKS[number].answer: WRONG[number]})


def test_the_command_writes_them_twice_alike(tmp_path, capsys):
    assignments.main(tmp_path)
    first = {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb")}
    assignments.main(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb")} == first
    assert len(first) == len(assignments.CHAPTERS)
    assert "ch1.ipynb: 9 exercises" in capsys.readouterr().out
    assert "code_stub" in (tmp_path / "nbgrader_config.py").read_text()


def test_no_link_leads_out_of_the_assignment():
    assert not [source for source in CELLS.values() if "glossary.md" in source]
