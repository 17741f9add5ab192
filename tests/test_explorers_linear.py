"""The baseline's explorers without a browser: move a control, and the right thing is drawn."""

import numpy as np
import pytest

import nnlib
from nnlib.course.ch2 import explorers as linear
from nnlib.course.ch2.explorers import (
    learning_rate_and_steps,
    score_by_pixel,
    templates_step_by_step,
)
from nnlib.course.ch2.weights import score_parts


@pytest.fixture
def drawn(monkeypatch):
    """What the explorers asked to be drawn, call by call; the drawing itself goes on."""
    calls = []
    for name in ("descent", "score_breakdown", "templates_at"):
        original = getattr(linear, name)

        def record(*arguments, original=original):
            calls.append(arguments)
            return original(*arguments)

        monkeypatch.setattr(linear, name, record)
    return calls


def history(rate):
    loss = [2.3 * np.exp(-rate * step) for step in range(20)]
    return nnlib.History(loss, [0.9] * 20, loss, list(np.linspace(0.6, 0.9, 20)))


def test_learning_rate_and_steps(drawn):
    histories = {rate: history(rate) for rate in (0.01, 0.1, 1.0)}
    explorer = learning_rate_and_steps(histories)
    first = explorer.picture.png
    assert drawn[-1][1:] == (0.1, 20)
    explorer.controls["rate"].value = 1.0
    second = explorer.picture.png
    explorer.controls["steps"].value = 3
    assert drawn[-1] == (histories, 1.0, 3)
    assert len({first, second, explorer.picture.png}) == 3
    assert explorer._message.value == ""


def test_the_score_is_the_networks_own(drawn, small):
    network = nnlib.load_network("weights/softmax.npz")
    explorer = score_by_pixel(network, small.dev, digit=4)
    first = explorer.picture.png
    explorer.controls["image"].value = 7
    explorer.controls["digit"].value = 9
    asked, image, digit = drawn[-1]
    assert asked is network
    assert digit == 9
    np.testing.assert_array_equal(image, small.dev.images[7])
    assert explorer.picture.png != first
    assert explorer._message.value == ""


def test_the_parts_of_a_score_add_up_to_it(small):
    network = nnlib.load_network("weights/softmax.npz")
    x = network.normalise(small.dev.x[7:8])
    parts, scores = score_parts(network, small.dev.images[7], 9)
    np.testing.assert_allclose(scores, network.forward(x)[0], rtol=1e-5)
    assert parts.sum() + network.layers[0].b[9] == pytest.approx(scores[9], rel=1e-4, abs=1e-4)


def test_the_templates_play_step_by_step(drawn, rng):
    weights = {step: rng.normal(size=(784, 10)) for step in (1, 10, 1000)}
    explorer = templates_step_by_step(weights)
    play, slider, *_ = explorer.children
    assert slider is explorer.controls["step"]
    assert drawn[-1] == (weights, 1000)  # a page without a kernel shows the end
    last = explorer.picture.png
    play.value = play.min
    assert drawn[-1] == (weights, 1)
    assert explorer.picture.png != last
    slider.value = 10
    assert play.value == 1  # Play goes on from where the slider was put
    assert explorer._message.value == ""
