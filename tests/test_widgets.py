"""The pad without a browser: events in, prediction out."""

import numpy as np
import pytest

import nnlib
from nnlib import DigitPad, strokes_to_image


@pytest.fixture
def pad():
    return DigitPad()


def draw(pad, *points):
    pad.pen_down(*points[0])
    for point in points[1:]:
        pad.pen_move(*point)
    pad.pen_up(*points[-1])


def test_empty_pad(pad):
    assert (pad.prediction, pad.tensor, pad.probabilities) == ("–", None, None)
    assert ">–<" in pad._answer.value


def test_a_stroke_is_predicted_from_exactly_the_tensor_shown(pad):
    draw(pad, (140, 40), (138, 100), (137, 180), (136, 240))
    assert pad.prediction == "1"
    np.testing.assert_array_equal(pad.tensor, strokes_to_image(pad.strokes))
    np.testing.assert_array_equal(pad.probabilities, pad.network.predict(pad.tensor)[0])
    assert '<div class="nnlib-prediction">1</div>' in pad._answer.value
    assert pad._bars.value.count("<tr") == 10


def test_hovering_draws_nothing(pad):
    pad.pen_move(10, 10)
    pad.pen_up(20, 20)
    assert pad.strokes == []


def test_strokes_are_kept_apart(pad):
    draw(pad, (120, 40), (60, 150), (180, 150))
    draw(pad, (140, 90), (135, 230))
    assert pad.strokes == [[(120, 40), (60, 150), (180, 150)], [(140, 90), (135, 230)]]


def test_clear(pad):
    draw(pad, (140, 40), (136, 240))
    pad.clear()
    assert (pad.strokes, pad.prediction, pad.tensor) == ([], "–", None)


def test_touch(pad):
    pad._canvas._touch_start_callbacks([(140, 40), (9, 9)])
    pad._canvas._touch_move_callbacks([(138, 140)])
    pad._canvas._touch_move_callbacks([(136, 240)])
    pad._canvas._touch_end_callbacks([])
    assert pad.strokes == [[(140, 40), (138, 140), (136, 240)]]
    assert pad.prediction == "1"


def test_a_scribble_is_not_a_digit_it_knows(pad):
    draw(pad, (140, 40), (136, 240))
    assert "not a digit" not in pad._note.value
    pad.clear()
    corners = [(20, 20), (260, 250), (30, 240), (250, 30), (140, 10), (20, 140), (260, 130)]
    draw(pad, *corners, (130, 270), *corners[::-1], *corners[::2])
    assert "This is not a digit I know" in pad._note.value


def test_another_network(mnist):
    softmax = nnlib.load_network("weights/softmax.npz")
    pad = DigitPad(softmax)
    draw(pad, (140, 40), (136, 240))
    np.testing.assert_array_equal(pad.probabilities, softmax.predict(pad.tensor)[0])
