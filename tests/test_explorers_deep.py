"""Chapter 3's explorers, without a browser: a control changes, and the right thing is computed."""

import numpy as np
import pytest

import nnlib
from nnlib import History
from nnlib.course.ch3 import ravine
from nnlib.course.ch3.explorers import digit_through_layers, optimizer_race
from nnlib.course.ch3.ravine import START, STEEPNESS, steps_down, walk
from nnlib.course.ch3.steps import running_mean
from nnlib.course.ch3.units import light_up
from nnlib.course.curves import LiveCurves
from nnlib.files import ROOT


class Blank:
    """Stands for a picture."""

    png, alt = b"", ""

    def html(self):
        return ""


@pytest.fixture(scope="module")
def network():
    return nnlib.load_network(ROOT / "weights" / "mlp.npz")


@pytest.mark.parametrize(
    ("control", "value"), [("steps", 5), ("rate", 0.06), ("pace", 1.0), ("angle", 45)]
)
def test_the_race_follows_its_sliders(control, value):
    explorer = optimizer_race()
    before = explorer.picture.png
    explorer.controls[control].value = value
    assert explorer.picture.png != before
    assert explorer._message.value == ""


def test_the_race_draws_what_the_optimizers_do(monkeypatch):
    drawn = {}

    def race(rules, steps, angle):
        drawn.update({name: walk(rule, steps, angle=angle)[0] for name, rule in rules.items()})
        return Blank()

    monkeypatch.setattr("nnlib.course.ch3.explorers.race", race)
    explorer = optimizer_race()
    explorer.controls["steps"].value = 20
    explorer.controls["rate"].value = 0.03
    explorer.controls["pace"].value = 0.5
    contraction = 1 - 0.03 * np.array([1, STEEPNESS])
    wanted = START * contraction ** np.arange(21)[:, None]
    np.testing.assert_allclose(drawn["gradient descent"], wanted, rtol=1e-12)
    first_step = drawn["Adam"][1] - drawn["Adam"][0]
    np.testing.assert_allclose(np.abs(first_step), 0.5, rtol=1e-6)


def test_a_turned_ravine_is_the_same_to_rules_that_follow_the_slope_and_not_to_rmsprop():
    for rule in (nnlib.GradientDescent(0.04), nnlib.Momentum(0.04)):
        straight, heights = walk(rule, 30)
        rule.restore({name: np.zeros(2) for name in rule.remembered})
        turned, same_heights = walk(rule, 30, angle=45)
        np.testing.assert_allclose(turned, straight @ ravine.rotation(45).T, atol=1e-12)
        np.testing.assert_allclose(heights, same_heights, rtol=1e-9)
    heights = [walk(nnlib.RMSProp(0.3), 30, angle=angle)[1][-1] for angle in (0, 45)]
    assert heights[0] < 0.001 < 0.5 < heights[1]


def test_steps_down_counts_to_the_first_that_is_low():
    rule = nnlib.GradientDescent(0.04)
    count = steps_down(rule, 40)
    heights = walk(rule, count, 40)[1]
    assert heights[-1] < 0.01 <= heights[-2]


def test_a_running_mean_begins_with_the_first_value():
    mean = running_mean(np.array([4.0, 2.0, 3.0, 1.0, 5.0]), 3)
    np.testing.assert_allclose(mean, [4, 3, 3, 2, 3])


def test_who_flees_from_the_ravine_is_still_drawn():
    explorer = optimizer_race(steps=100, rate=0.2, pace=2.0)
    assert explorer._message.value == ""


@pytest.mark.parametrize(("control", "value"), [("image", 7), ("off", 40)])
def test_the_digit_follows_its_sliders(mnist, network, control, value):
    explorer = digit_through_layers(network, mnist.test)
    before = explorer.picture.png
    explorer.controls[control].value = value
    assert explorer.picture.png != before
    assert explorer._message.value == ""


def test_what_is_lit_is_what_the_network_computes(mnist, network):
    image = mnist.test.images[3]
    activations, probabilities = light_up(network, image)
    np.testing.assert_allclose(probabilities, network.predict(mnist.test.x[3:4])[0], rtol=1e-5)
    assert [a.shape for a in activations] == [(256,), (128,)]


def test_the_brightest_units_are_switched_off(mnist, network):
    image = mnist.test.images[3]
    (whole, _), _ = light_up(network, image)
    (rest, _), _ = light_up(network, image, off=10)
    switched_off = np.flatnonzero(whole != rest)
    assert len(switched_off) == 10
    assert not rest[switched_off].any()
    assert whole[switched_off].min() >= rest.max()
    activations, probabilities = light_up(network, image, off=256)
    assert not activations[0].any()
    assert probabilities.sum() == pytest.approx(1)


def test_any_activation_can_be_lit(mnist, rng):
    network = nnlib.Network((784, 16, 16, 10), rng, activation="leaky relu")
    (first, second), probabilities = light_up(network, mnist.test.images[3], off=3)
    assert (first < 0).any()
    assert np.count_nonzero(first == 0) == 3
    z = network.layers[2].forward(first[None])
    np.testing.assert_array_equal(second, network.layers[3].forward(z)[0])
    assert probabilities.sum() == pytest.approx(1)
    explorer = digit_through_layers(network, mnist.test)
    assert explorer._message.value == ""


def test_the_curves_grow_in_one_place(monkeypatch):
    shown = []

    class Handle:
        def update(self, picture):
            shown.append(("update", picture))

    def display(picture, display_id):
        shown.append(("display", picture))
        return Handle()

    monkeypatch.setattr("nnlib.course.curves.display", display)
    live = LiveCurves("a network")
    for epochs in (1, 2, 3):
        live(None, History(*([[0.5] * epochs] * 5)))
    assert [kind for kind, _ in shown] == ["display", "update", "update"]
    assert shown[-1][1] is live.picture
