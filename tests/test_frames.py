"""The frames that stand in for a kernel in the book: for every explorer, whole, and up to date."""

import io
import json
import math
from base64 import b64decode

import ipywidgets
import nbformat
import numpy as np
import pytest
from PIL import Image

import frames
from nnlib.course import explorer
from nnlib.course.picture import Picture, live_figure
from nnlib.files import ROOT


def explorers() -> dict[str, bytes]:
    """The stored picture of every explorer, by its cell."""
    stored = {}
    for path in sorted((ROOT / "notebooks").glob("0*.ipynb")):
        for cell in nbformat.read(path, 4).cells:
            for output in cell.get("outputs", []):
                if "[Explorer:" in output.get("data", {}).get("text/plain", ""):
                    stored[cell.id] = b64decode(output.data["image/png"])
    return stored


STORED = explorers()


def apart(path, count: int) -> list[Image.Image]:
    """The frames of a strip."""
    with Image.open(path) as strip:
        across = strip.width > strip.height
        width, height = strip.width, strip.height // count
        if across:
            width, height = strip.width // count, strip.height
        places = [(i * width, 0) if across else (0, i * height) for i in range(count)]
        return [strip.crop((x, y, x + width, y + height)) for x, y in places]


def about(cell: str) -> dict:
    return json.loads((frames.FOLDER / cell / "about.json").read_text("utf-8"))


def test_every_explorer_of_the_chapters_has_frames_and_nothing_else_has():
    assert set(STORED) == set(frames.OFFERED) == {path.name for path in frames.FOLDER.iterdir()}
    assert len(STORED) == 14


@pytest.mark.parametrize("cell", STORED)
def test_there_is_a_strip_for_every_choice_with_a_frame_for_every_stop(cell):
    told = about(cell)
    *others, last = (len(control["stops"]) for control in told["controls"])
    strips = sorted((frames.FOLDER / cell).glob("*.webp"), key=lambda path: int(path.stem))
    assert [path.stem for path in strips] == [str(i) for i in range(math.prod(others))]
    for path in strips:
        for frame in apart(path, last):
            assert frame.width == told["width"] * frames.DPI // 96
            assert frame.height == pytest.approx(
                frame.width * told["height"] / told["width"], rel=0.01
            )


# the book begins with another digit than the chapter
ELSEWHERE = {"code-explorers-pen-explorer-robust"}


@pytest.mark.parametrize("cell", sorted(STORED.keys() - ELSEWHERE))
def test_where_it_begins_it_shows_what_the_chapter_shows(cell):
    def seen(image):
        return np.asarray(image.convert("L").resize((90, 60), Image.Resampling.BOX), float)

    told = about(cell)
    with Image.open(io.BytesIO(STORED[cell])) as image:  # below it stands how to move it
        height = round(image.width * told["height"] / told["width"])
        chapter = seen(image.crop((0, 0, image.width, height)))
    *others, last = told["controls"]
    number = 0
    for control in others:
        number = number * len(control["stops"]) + control["at"]
    unlike = {}
    for path in (frames.FOLDER / cell).glob("*.webp"):
        for i, frame in enumerate(apart(path, len(last["stops"]))):
            unlike[int(path.stem), i] = np.abs(seen(frame) - chapter).mean()
    assert min(unlike, key=unlike.get) == (number, last["at"])
    assert unlike[number, last["at"]] < 5


def made(tmp_path, **controls):
    """The folder of an explorer whose picture is as dark as its controls say."""

    def draw(**values):
        figure = live_figure(0.5)
        figure.set_facecolor(str(sum(map(float, values.values())) / 10))
        return Picture(figure, "a grey field, as bright as asked for")

    return explorer.Explorer(draw, **controls), tmp_path / "cell"


def test_frames_stand_where_the_page_looks_for_them(tmp_path):
    one, folder = made(
        tmp_path,
        rough=ipywidgets.Dropdown(
            description="roughly", options=[("none", 0), ("much", 4)], value=4
        ),
        fine=explorer.steps_slider("finely", 0, 5, 3),
        never=explorer.steps_slider("never moved", 0, 5, 1),
    )
    frames.store_one(one, {"rough": ..., "fine": [0, 1, 5]}, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["0.webp", "1.webp", "about.json"]
    for number, rough in enumerate((0, 4)):
        strip = apart(folder / f"{number}.webp", 3)
        grey = np.array([np.asarray(frame.convert("L")).mean() for frame in strip]) / 255
        np.testing.assert_allclose(
            grey, np.array([rough + fine + 1 for fine in (0, 1, 5)]) / 10, atol=0.02
        )
    text = frames.figure(folder, "../frames/cell")
    assert 'src="../frames/cell/1.webp"' in text  # much, and of the stops the one nearest to 3
    assert "object-position: 50.0000% 50.0000%" in text
    assert "<option selected>much</option>" in text
    assert "never moved" not in text
    assert "<output>1</output>" in text


def test_a_single_stop_is_set_and_not_shown(tmp_path):
    one, folder = made(
        tmp_path,
        first=explorer.steps_slider("first", 0, 5, 3),
        second=explorer.steps_slider("second", 0, 5, 3),
    )
    frames.store_one(one, {"first": [2], "second": range(4)}, folder)
    with Image.open(folder / "0.webp") as strip:
        darkest = np.asarray(strip.convert("L"))[0, 0] / 255
    assert darkest == pytest.approx(0.2, abs=0.02)
    assert "first" not in frames.figure(folder, "x")


def test_only_explorers_are_stored(tmp_path):
    frames.store({1: "no explorer"}, {1: "some-cell", 2: "another"}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_strip_lies_across_unless_it_would_be_too_wide(tmp_path):
    def drawn(width, grey):
        kept = io.BytesIO()
        Image.new("RGB", (width, 20), (grey,) * 3).save(kept, "png")
        return kept.getvalue()

    for width, across in ((frames.WIDEST // 3, True), (frames.WIDEST // 2, False)):
        path = tmp_path / f"{width}.webp"
        path.write_bytes(frames.strip([drawn(width, grey) for grey in (0, 100, 200)]))
        with Image.open(path) as strip:
            assert strip.size == ((3 * width, 20) if across else (width, 60))
