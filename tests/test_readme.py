"""What the README and the chapters only repeat is what its sources say today."""

import json
import re
import tomllib

import numpy as np
import pytest
from PIL import Image

import links
import nnlib
import readme
from nnlib.course.check import exercises
from nnlib.course.ladder.checks import STEPS
from nnlib.files import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHAPTERS = sorted((ROOT / "notebooks").glob("0*.ipynb"))


def test_the_readme_repeats_what_is_stored():
    assert readme.fill(README, readme.parts()) == README, "run: python tools/readme.py"


def test_the_start_page_has_the_cards_of_every_chapter():
    text = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    assert readme.start(text) == text, "run: python tools/readme.py"
    for target in re.findall(r"\]\((.+?)\)", text):
        assert (ROOT / "notebooks" / target).exists(), target


def test_a_changed_number_is_noticed():
    stale = README.replace("7,850", "7,851")
    assert readme.fill(stale, readme.parts()) != stale


def test_a_lost_place_is_named():
    with pytest.raises(SystemExit, match="want one place for 'results', found 0"):
        readme.fill(README.replace("<!-- results -->", ""), readme.parts())


@pytest.mark.parametrize("stem", readme.STORY)
def test_a_thumbnail_is_the_chapters_picture(stem):
    with Image.open(ROOT / "notebooks" / "images" / f"{stem}.png") as stored:
        stored = np.asarray(stored.convert("RGB"), int)
    made = np.asarray(readme.thumbnail(stem).convert("RGB"), int)
    assert np.abs(stored - made).mean() < 2, "run: python tools/readme.py"


def test_the_story_has_every_chapter():
    assert list(readme.STORY) == [path.stem for path in CHAPTERS]


def test_the_citation_has_todays_address_and_version():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert readme.citation(text) == text, "run: python tools/readme.py"


PAGES = ["README.md", "CONTRIBUTING.md", "SUPPORT.md", "LICENSE-TEXT.md", "notebooks/glossary.md"]


@pytest.mark.parametrize("name", PAGES)
def test_every_local_link_leads_somewhere(name):
    path = ROOT / name
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]*)#?[^)]*\)", text)
    assert all((path.parent / target).exists() for target in targets)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapters_links_are_up_to_date(path):
    assert links.renewed(path) == path.read_text(encoding="utf-8"), "run: python tools/links.py"


def test_where_to_run_a_chapter_is_said_once_there_is_an_address():
    path = CHAPTERS[0]
    cells = json.loads(links.renewed(path, published=True))["cells"]
    assert "mybinder.org" in "".join(cells[0]["source"])
    assert cells[1]["id"] == "fetch-the-library"
    assert links.REPOSITORY in "".join(cells[1]["source"])
    until_then = links.renewed(path, published=False)
    assert "mybinder.org" not in until_then
    assert "OWNER" not in until_then
    assert "fetch-the-library" not in until_then


def test_the_table_of_symbols_is_no_term_and_its_rows_are_whole():
    assert "symbols" not in links.terms()
    assert "adam" in links.terms()
    symbols = links.GLOSSARY.split("\n## Symbols\n")[1].split("\n## ")[0]
    rows = [row for row in symbols.split("\n") if row.startswith("|")]
    assert len(rows) > 40
    assert all(len(row.split("|")) == 7 for row in rows)  # five cells and the two ends


def test_there_is_one_address():
    address = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Repository"]
    assert address == readme.REPOSITORY
    assert re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", address)


def test_the_paper_counts_as_the_project_does():
    paper = (ROOT / "paper.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) \| .+ \| (\d+) \|$", paper, re.M)
    chapters = [number.split(".")[0] for number in exercises()]
    assert rows == [(chapter, str(chapters.count(chapter))) for chapter in dict.fromkeys(chapters)]
    heard = (ROOT / "tools" / "judge_mutants.md").read_text(encoding="utf-8")
    n, share = re.search(r"Of (\d+) small .+, ([\d.]+)%\.", heard).groups()
    assert f"{share} % of {n} small faults" in paper
    for name in ("paper.md", "README.md", "CHANGELOG.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.search(rf"\b{len(STEPS)}\s(?:small )?steps", text), name


def test_every_work_that_the_paper_cites_is_in_its_list_and_the_other_way_round():
    paper = (ROOT / "paper.md").read_text(encoding="utf-8")
    listed = re.findall(r"^@\w+\{(\w+),", (ROOT / "paper.bib").read_text("utf-8"), re.M)
    assert set(re.findall(r"@(\w+)", paper)) == set(listed)
    assert len(listed) == len(set(listed))


def test_the_newest_version_has_its_notes():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.M)[0] in ("Unreleased", nnlib.__version__)
    assert f"\n## {nnlib.__version__}\n" in text
