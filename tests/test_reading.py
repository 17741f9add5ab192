"""What the chapters ask of their reader: few words, tasks in between, no answer in sight."""

import re

import nbformat
import pytest

import reading
from nnlib.files import ROOT

WORDS = {
    "01_forward_and_backprop": 2500,
    "02_softmax_baseline": 3000,
    "03_deep_mlp_adam": 3500,
    "04_production_diagnostics": 3500,
    "05_closing_the_gap": 4300,
    "06_draw_a_digit": 1700,
    "07_beyond_one_core": 2500,
}
PATHS = [ROOT / "notebooks" / f"{name}.ipynb" for name in WORDS]
each_chapter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
DRAWS = re.compile(r"^(?:ch\d|curves)\.\w+\(", re.M)


def cells(path):
    return nbformat.read(path, as_version=4).cells


def tags(cell):
    return cell.metadata.get("tags", [])


@each_chapter
def test_the_main_line_is_short_and_full_of_tasks(path):
    found = reading.read(path)
    assert found.words <= WORDS[path.stem]
    assert found.stretch <= 350, found.where
    assert found.predictions >= 6
    assert found.choices >= found.predictions / 3


@each_chapter
def test_the_minutes_that_a_chapter_names_are_those_that_it_takes(path):
    said = re.search(r"Reading\s+takes\s+about\s+(\d+)\s+minutes", cells(path)[0].source)
    assert abs(int(said[1]) - reading.read(path).minutes) <= 5


@each_chapter
def test_no_answer_stands_below_its_question(path):
    chapter = cells(path)
    for i, cell in enumerate(chapter):
        if cell.cell_type == "markdown" and "**Predict, then run:**" in cell.source:
            assert "hide-output" in tags(chapter[i + 1]), cell.source
            assert chapter[i + 1].metadata.jupyter.outputs_hidden


@each_chapter
def test_every_choice_has_one_right_answer_and_says_why_the_others_are_not(path):
    for cell in cells(path):
        if "**Choose:**" not in cell.source:
            continue
        part = cell.source.split("**Choose:**")[1].split("\n#")[0]
        answers = re.findall(
            r"<details>\n<summary>[A-D]\. [^<]+</summary>\n\n(.*?)\n\n</details>", part, re.S
        )
        assert len(answers) >= 3, part
        assert sum(answer.startswith("**Right.**") for answer in answers) == 1, part
        assert all(re.match(r"\*\*(Right|Not quite)\.\*\* \w", answer) for answer in answers)


@each_chapter
def test_captions_are_two_plain_sentences(path):
    text = "\n\n".join(c.source for c in cells(path) if c.cell_type == "markdown")
    captions = re.findall(r"^\*\*What to see:\*\* (.*?)(?=\n\n|\Z)", text, re.M | re.S)
    assert captions
    assert "*What to see" not in text.replace("**What to see:**", "")
    for caption in captions:
        assert len(caption.split()) <= 40, caption
        assert len(re.findall(r"[.?!](?=\s|$)", caption)) <= 3, caption


@each_chapter
def test_numbers_are_printed_and_no_assert_is_in_sight(path):
    for cell in cells(path):
        if cell.cell_type != "code":
            continue
        said = "".join(o.get("text", "") for o in cell.outputs)
        assert not re.search(r"\b(True|False)\b", said), cell.source
        if re.search(r"^assert ", cell.source, re.M):
            assert "remove-cell" in tags(cell), cell.source


@each_chapter
def test_the_book_folds_what_only_draws(path):
    for cell in cells(path):
        if cell.cell_type == "code" and "check(" not in cell.source:
            only_draws = DRAWS.match(cell.source) and "print(" not in cell.source
            if only_draws and "hide-output" not in tags(cell):
                assert "hide-input" in tags(cell), cell.source
