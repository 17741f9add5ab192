"""The pad without a browser: events in, prediction out."""

import asyncio
import json
import re
from itertools import pairwise

import numpy as np
import pytest

import nnlib
from nnlib import DigitPad, strokes_to_image
from nnlib.app import correcting
from nnlib.app import pad as pad_module
from nnlib.app import sheet as sheet_module
from nnlib.app.pace import Pace
from nnlib.app.page import Page
from nnlib.app.pictures import opened
from nnlib.app.pipelines import PIPELINES
from nnlib.app.serve import DRAW_NOTEBOOK
from nnlib.images.drawings import read_json_lines

ONE = [(140, 40), (138, 100), (137, 180), (136, 240)]


@pytest.fixture
def pad():
    return DigitPad()


def draw(pad, *points):
    pad.pen_down(*points[0])
    for point in points[1:]:
        pad.pen_move(*point)
    pad.pen_up(*points[-1])


def canvas_commands(pad, monkeypatch):
    """What is sent to the sheet's canvas from now on, as method names and arguments."""
    sent = []
    canvas = pad._sheet._canvas
    for name in ("move_to", "line_to", "quadratic_curve_to", "clear"):
        monkeypatch.setattr(canvas, name, lambda *a, name=name: sent.append((name, a)))
    return sent


def says(widget, kind, points=(), stroke=None):
    """What the browser's side of a widget tells Python's."""
    widget._handle_custom_msg({"kind": kind, "points": list(points), "stroke": stroke}, [])


def hears(widget, monkeypatch):
    """What Python's side of a widget tells the browser's from now on."""
    sent = []
    monkeypatch.setattr(widget, "send", lambda content, buffers=None: sent.append(content))
    return sent


def test_empty_pad(pad):
    assert (pad.prediction, pad.tensor, pad.probabilities) == ("–", None, None)
    assert ">–<" in pad._answer.value
    assert all(button.disabled for button in pad._correcting.digits)


def test_a_stroke_is_predicted_from_exactly_the_tensor_shown(pad):
    draw(pad, *ONE)
    assert pad.prediction == "1"
    np.testing.assert_array_equal(pad.tensor, strokes_to_image(pad.strokes))
    np.testing.assert_array_equal(pad.probabilities, pad.network.predict(pad.tensor, views=True)[0])
    np.testing.assert_array_equal(opened(pad._picture.value)[..., 0], np.rint(255 * pad.tensor))
    assert re.search(r'class="nnlib-prediction"[^>]*>1</div>', pad._answer.value)
    assert pad._bars.value.count("<tr") == 10
    assert pad._measures.value.count('class="mark"') == 7


def test_hovering_draws_nothing(pad):
    pad.pen_move(10, 10)
    pad.pen_up(20, 20)
    assert pad.strokes == []


def test_strokes_are_kept_apart_and_undone_one_by_one(pad):
    one, two = [(120, 40), (60, 150), (180, 150)], [(140, 90), (135, 230)]
    draw(pad, *one)
    draw(pad, *two)
    assert pad.strokes == [one, two]
    pad.undo()
    assert pad.strokes == [one]
    pad.undo()
    pad.undo()
    assert (pad.strokes, pad.prediction) == ([], "–")


def test_clear(pad):
    draw(pad, *ONE)
    pad.clear()
    assert (pad.strokes, pad.prediction, pad.tensor) == ([], "–", None)


def test_what_the_pen_does_in_the_browser_is_a_stroke(pad, monkeypatch):
    pen = pad._sheet._pen
    sent = hears(pen, monkeypatch)
    says(pen, "down", ONE[:1], 0.5)
    says(pen, "move", ONE[1:3], 0.5)
    assert sent == []
    says(pen, "move", ONE[3:], 0.5)
    says(pen, "up", stroke=0.5)
    assert pad.strokes == [ONE]
    assert pad.prediction == "1"
    assert sent == [{"kind": "dry", "stroke": 0.5}]


def test_keys_of_the_page(pad, monkeypatch):
    (page,) = [child for child in pad.children if isinstance(child, Page)]
    sent = hears(page, monkeypatch)
    wiped = hears(pad._sheet._pen, monkeypatch)
    draw(pad, *ONE)
    draw(pad, (10, 10), (20, 20))
    says(page, "there?")
    assert len(pad.strokes) == 2
    says(page, "undo")
    assert pad.strokes == [ONE]
    says(page, "clear")
    assert pad.strokes == []
    assert sent == [{"kind": "here"}] * 3  # someone answers
    assert [message["kind"] for message in wiped] == ["wipe", "wipe"]


def test_no_wet_ink_stays_on_what_is_gone(pad, monkeypatch):
    pen = pad._sheet._pen
    sent = hears(pen, monkeypatch)
    for number in (1, 2):
        says(pen, "down", [(10, 10)], number)
    pad.undo()
    pad.clear()
    # what the browser begins while these are on their way is not theirs to wipe
    assert sent == [{"kind": "wipe", "strokes": [1, 2]}, {"kind": "wipe", "strokes": []}]


def test_a_stroke_is_inked_for_good_once_it_is_complete(pad, monkeypatch):
    points = [(10, 10), (30, 12), (40, 40), (60, 80), (61, 90), (30, 95), (20, 90)]
    sent = canvas_commands(pad, monkeypatch)
    pad.pen_down(*points[0])
    for point in points[1:]:
        pad.pen_move(*point)
    assert sent == []  # until then it is wet ink in the browser
    pad.pen_up()
    assert sent[0] == ("move_to", points[0])
    assert sent[-1] == ("line_to", points[-1])
    pieces = [arguments for name, arguments in sent if name == "quadratic_curve_to"]
    assert [piece[:2] for piece in pieces] == points[1:-1]
    assert [piece[2:] for piece in pieces] == [
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(points[1:])
    ]


def test_a_scribble_is_not_a_digit_it_knows(pad):
    draw(pad, *ONE)
    assert "not a digit" not in pad._answer.value
    pad.clear()
    corners = [(20, 20), (260, 250), (30, 240), (250, 30), (140, 10), (20, 140), (260, 130)]
    draw(pad, *corners, (130, 270), *corners[::-1], *corners[::2])
    assert "This looks like a scribble" in pad._answer.value
    assert 'nnlib-doubt" aria-hidden="true">?<' in pad._answer.value
    assert 'class="nnlib-bars dim"' in pad._bars.value
    assert re.search(r'class="nnlib-prediction"[^>]*>\d</div>', pad._answer.value)


def test_a_network_that_knows_no_strangers_says_so(pad):
    draw(pad, *ONE)
    assert "takes anything for a digit" not in pad._answer.value
    pad._weights.value = "mlp"
    assert "This network takes anything for a digit" in pad._answer.value
    assert "not a digit I know" not in pad._answer.value


def test_another_network():
    softmax = nnlib.load_network("weights/softmax.npz")
    pad = DigitPad(softmax)
    draw(pad, *ONE)
    np.testing.assert_array_equal(pad.probabilities, softmax.predict(pad.tensor, views=True)[0])
    pad._weights.value = "mlp"
    mlp = nnlib.load_network("weights/mlp.npz")
    np.testing.assert_array_equal(pad.probabilities, mlp.predict(pad.tensor, views=True)[0])


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_every_pipeline(pad, pipeline):
    draw(pad, *ONE)
    pad._pipeline.value = pipeline
    pad._pen.value = 30
    wanted = PIPELINES[pipeline]([np.array(ONE)], 30)
    np.testing.assert_array_equal(pad.tensor, wanted)
    assert pad.pipeline == pipeline


def test_the_naive_pipeline_gets_advice(pad):
    draw(pad, (200, 200), (205, 230))
    assert 'nnlib-remark"></div>' in pad._answer.value
    pad._pipeline.value = "naive"
    assert "It is small for this network: press “+ box”." in pad._answer.value
    assert "class=outside" in pad._measures.value


def test_what_a_button_repairs_is_not_called_strange(pad):
    pad._pipeline.value = "naive"
    draw(pad, (200, 195), (232, 196), (222, 212), (210, 242))  # a small 7 in the corner
    assert 'nnlib-remark">It is small for this network: press “+ box”.</div>' in pad._answer.value
    assert "nnlib-doubt" in pad._answer.value


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The file of corrections, empty, in a folder of the test's own."""
    monkeypatch.setattr(pad_module, "corrections_path", lambda name: tmp_path / name)
    return tmp_path / "mine.jsonl"


def test_a_correction_is_kept_where_evaluate_can_read_it(kept):
    pad = DigitPad(corrections="mine.jsonl")
    draw(pad, *ONE)
    digits = pad._correcting.digits
    digits[7].click()
    ((label, strokes),) = read_json_lines(kept)
    assert label == 7
    assert strokes[0].tolist() == [list(point) for point in ONE]
    assert "Kept as a 7" in pad._correcting.message.value
    assert pad._correcting._question.layout.display == "none"  # once is enough
    draw(pad, (10, 10), (20, 20))
    assert pad._correcting._question.layout.display is None
    assert not digits[7].disabled


def test_a_correction_can_be_taken_back_and_given_again(kept):
    pad = DigitPad(corrections="mine.jsonl")
    draw(pad, *ONE)
    pad.correct(7)
    pad._weights.value = "mlp"  # it stays on offer
    pad._correcting._undo.click()
    assert not kept.exists()
    pad._correcting._undo.click()
    pad.correct(1)
    assert [label for label, _ in read_json_lines(kept)] == [1]


def test_a_correction_can_be_taken_back_for_a_while_only(kept, monkeypatch):
    monkeypatch.setattr(correcting, "REGRET", 0)

    async def too_late():
        pad = DigitPad(corrections="mine.jsonl")
        draw(pad, *ONE)
        pad.correct(7)
        assert pad._correcting._undo.layout.display is None
        await asyncio.sleep(0.01)
        assert pad._correcting._undo.layout.display == "none"
        pad._correcting._undo.click()
        assert len(read_json_lines(kept)) == 1

    asyncio.run(too_late())


def test_corrections_stay_in_their_folder():
    with pytest.raises(nnlib.DrawingError, match="want the plain name of a file"):
        DigitPad(corrections="../elsewhere.jsonl")


def test_an_error_becomes_a_message_and_the_pad_goes_on(pad, monkeypatch):
    monkeypatch.setattr(pad.network, "read", lambda image, views: 1 / 0)
    draw(pad, *ONE)
    assert "ZeroDivisionError" in pad._message.value
    monkeypatch.undo()
    says(pad._sheet._pen, "down", [(float("nan"), 10)])
    assert "want finite numbers" in pad._message.value
    pad.clear()
    draw(pad, *ONE)
    assert (pad.prediction, pad._message.value) == ("1", "")


def test_a_drawing_without_end_is_bounded(pad, monkeypatch):
    monkeypatch.setattr(sheet_module, "MAX_POINTS", 50)
    pad.pen_down(10, 10)
    for i in range(1000):
        pad.pen_move(10 + i % 200, 20)
    assert len(pad.strokes[0]) == 50
    assert "The sheet is full" in pad._message.value
    draw(pad, (1, 1), (2, 2))
    assert len(pad.strokes) == 1
    pad.undo()
    assert pad._message.value == ""


def test_a_flood_of_events_is_answered_in_few_updates():
    calls = []

    async def flood():
        pace = Pace(lambda: calls.append(len(asked)), every=0.05)
        asked = []
        for i in range(1000):
            asked.append(i)
            pace.ask()
        await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        assert calls == [1000]
        for i in range(1000):
            asked.append(i)
            pace.ask()
        pace.call()
        assert calls == [1000, 2000]
        await asyncio.sleep(0.2)
        assert calls == [1000, 2000]  # what was asked for had been done

    asyncio.run(flood())


def test_the_app_is_one_cell_of_the_chapter():
    cells = json.loads(DRAW_NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    (app,) = [cell for cell in cells if "story" not in cell["metadata"].get("tags", [])]
    assert "nnlib.DigitPad()" in "".join(app["source"])
