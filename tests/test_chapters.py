"""The chapters' teaching parts: exercises with their folded solutions, explorers, listings."""

import ast
import inspect
import json
import re
from pathlib import Path

import numpy as np
import pytest
from wrong_answers import WRONG

import nnlib
from nnlib.course import ch3
from nnlib.course import check as checking
from nnlib.course.check import Exercise, Missed, check, exercises, in_order, judge
from nnlib.course.explorer import Explorer
from nnlib.course.show import show
from nnlib.files import ROOT

THE_PAD = "06_draw_a_digit"  # begins with the pad, and that is its explorer
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FRAMED = [path for path in CHAPTERS if path.stem != THE_PAD]


def exercises_of(path: Path) -> dict[str, tuple[str, str]]:
    """Each exercise of a chapter: its stub, and the solution folded under it."""
    cells = json.loads(path.read_text())["cells"]
    found = {}
    for i, cell in enumerate(cells):
        source = "".join(cell["source"])
        called = re.search(r'^check\("([\d.]+)", (\w+)\)$', source, re.M)
        if cell["cell_type"] == "code" and called:
            below = "".join(cells[i + 1]["source"]) if i + 1 < len(cells) else ""
            solution = re.search(r"<details>.*?```python\n(.*?)```.*?</details>", below, re.S)
            assert solution, f"{path.name}: exercise {called[1]} has no folded solution"
            found[called[1]] = (source, solution[1])
    return found


ALL = {number: pair for path in CHAPTERS for number, pair in exercises_of(path).items()}


def run(code: str, number: str):
    """Run a stub or a solution as the notebook would; the answer is what its check is given."""
    setup = "import numpy as np\nimport nnlib\nfrom nnlib.course.check import check\n"
    code = re.sub(r"^check\(.*$", "", code, flags=re.M)
    name = re.search(r'^check\("[\d.]+", (\w+)\)$', ALL[number][0], re.M)[1]
    namespace = {}
    exec(setup + code, namespace)
    return namespace[name]


def test_every_exercise_stands_in_a_chapter():
    assert ALL.keys() == exercises().keys() == WRONG.keys()


@pytest.mark.parametrize("number", ALL)
def test_a_stub_runs_and_is_not_attempted_yet(number):
    assert check(number, run(ALL[number][0], number)).state == "not attempted yet"


@pytest.mark.parametrize("number", ALL)
def test_the_folded_solution_is_correct(number):
    verdict = check(number, run(ALL[number][1], number))
    assert verdict.state == "correct", verdict


@pytest.mark.parametrize("number", ALL)
def test_a_wrong_answer_gets_the_hint(number):
    verdict = check(number, WRONG[number])
    assert verdict.state == "wrong", verdict
    assert exercises()[number].hint in verdict.text


@pytest.mark.parametrize(
    ("answer", "state", "text"),
    [
        (2.0, "correct", "exactly"),
        (2.0 + 1e-13, "correct", "largest difference"),
        (2.1, "wrong", "largest difference 0.1"),
        (np.nan, "wrong", "NaN"),
        ([2.0], "wrong", r"shape \(1,\), want \(\)"),
        ("two", "wrong", "want numbers"),
        (None, "not attempted yet", "not attempted"),
        (..., "not attempted yet", "not attempted"),
    ],
)
def test_judging(answer, state, text):
    verdict = judge("0.0", Exercise(lambda got: [(got, 2.0)], "Count."), answer)
    assert verdict.state == state
    assert re.search(text, verdict.text)


def test_an_answer_that_raises_is_wrong():
    exercise = Exercise(lambda function: [(function(0.0), 1.0)], "Divide by something else.")
    verdict = judge("0.0", exercise, lambda x: 1 / x)
    assert verdict.state == "wrong"
    assert "ZeroDivisionError" in verdict.text


def test_an_answer_that_misses_its_goal_is_told_by_how_much():
    def compare(rate):
        if rate < 0.5:
            raise Missed("reaches 91 %, want 97 %")
        yield rate, rate

    assert judge("0.0", Exercise(compare, "Try more."), 0.5).state == "correct"
    verdict = judge("0.0", Exercise(compare, "Try more."), 0.1)
    assert verdict.text == "Exercise 0.0: wrong (reaches 91 %, want 97 %). Hint: Try more."


def test_a_verdict_has_a_mark_and_says_how_many_of_the_chapter_are_done(monkeypatch):
    monkeypatch.setattr(checking, "_done", set())
    first, second = (number for number in list(ALL)[:2])
    chapter = first.split(".")[0]
    n = sum(number.split(".")[0] == chapter for number in exercises())
    done = [check(number, run(ALL[number][1], number)) for number in (first, first, second)]
    assert [v.progress for v in done] == [f"{k} of {n} done" for k in (1, 1, 2)]
    wrong = check(first, WRONG[first])
    assert wrong.progress == f"2 of {n} done"  # what was right once stays done
    assert ">✓</b>" in done[0]._repr_html_()
    assert ">✗</b>" in wrong._repr_html_()
    assert repr(wrong) == f"{wrong.text} {wrong.progress}"
    open_ = check(first, ...)
    assert open_._repr_html_() is None  # so that a stored chapter stays as it is
    assert repr(open_) == f"Exercise {first}: not attempted yet."


def test_lines_run_in_the_order_that_the_reader_chose():
    lines = {"A": "y = 2 * x", "B": "x = x + 1"}
    before = {"x": 3}
    assert in_order("BA", lines, before)["y"] == 8
    assert in_order("a b", lines, before)["y"] == 6
    assert before == {"x": 3}
    for wrong in ("A", "AAB", "ABC", ""):
        with pytest.raises(Missed, match="want each of A, B once"):
            in_order(wrong, lines, before)
    with pytest.raises(Missed, match="line A cannot run there: name 'x' is not defined"):
        in_order("AB", lines, {})


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match=r"number: got '9\.9', want one of"):
        check("9.9", 1)


def test_a_listing_is_the_source_without_docstrings_and_argument_checks():
    listing = show(nnlib.softmax)
    assert listing.source.splitlines()[0].startswith("def softmax(")
    assert '"""' not in listing.source
    assert "p /= p.sum(axis=1, keepdims=True)" in listing.source
    assert "```python" in listing._repr_mimebundle_()["text/markdown"]
    assert '"""' not in show(nnlib.Dense).source
    assert "check_shape" in inspect.getsource(nnlib.Dense.forward)
    assert "check_" not in show(nnlib.Dense).source + listing.source
    calibrate = show(nnlib.calibrate).source  # its checks stand under an if and in a loop
    assert (
        calibrate.splitlines()[1] == "    logits = [network.logits(part.images) for part in parts]"
    )
    ast.parse(calibrate)


def test_a_picture_that_is_stored_has_a_palette():
    png = ch3.schedules().png
    assert png[25] == 3  # the colour type: an index into 256 colours


def test_an_explorer_survives_an_error():
    import ipywidgets

    from nnlib.course.curves import learning_curves
    from nnlib.course.picture import Picture

    def draw(epochs) -> Picture:
        return learning_curves({"a": nnlib.History([1.0] * (5 // epochs))})

    explorer = Explorer(draw, epochs=ipywidgets.IntText(value=0))
    assert "ZeroDivisionError" in explorer._message.value


@pytest.mark.parametrize("path", FRAMED, ids=lambda path: path.stem)
def test_a_chapter_keeps_its_frame(path):
    cells = json.loads(path.read_text())["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    for part in ("What you'll do", "What you'll learn", "What you'll need", "Predict, then run"):
        assert part in prose
    for heading in ("## In practice", "## Further reading"):
        assert heading in prose
    links = re.findall(r"\]\((\d\d_\w+\.ipynb)\)", prose)
    assert links
    assert all((path.parent / link).exists() for link in links)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_exercises_and_most_outputs_are_compared(path):
    cells = json.loads(path.read_text())["cells"]
    assert len(exercises_of(path)) >= 4
    code = [c for c in cells if c["cell_type"] == "code"]
    ignored = [c for c in code if "nbval-ignore-output" in c["metadata"].get("tags", [])]
    assert len(ignored) <= 0.25 * len(code)  # each followed by asserts of what must hold


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_explorers_and_every_picture_its_words(path):
    outputs = [o for c in json.loads(path.read_text())["cells"] for o in c.get("outputs", [])]
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    explorers = sum("[Explorer: " in "".join(o["data"]["text/plain"]) for o in pictures)
    assert explorers >= 2 or path.stem == THE_PAD
    for picture in pictures:
        assert picture["metadata"]["image/png"]["alt"]
