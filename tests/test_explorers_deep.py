"""Chapter 3's explorers, without a browser: a control changes, and the right thing is computed."""

import numpy as np
import pytest

import nnlib
from nnlib import History
from nnlib.course.ch3.explorers import (
    CURVATURES,
    START,
    digit_through_layers,
    optimizer_race,
)
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


@pytest.mark.parametrize(("control", "value"), [("steps", 5), ("rate", 0.06), ("pace", 1.0)])
def test_the_race_follows_its_sliders(control, value):
    explorer = optimizer_race()
    before = explorer.picture.png
    explorer.controls[control].value = value
    assert explorer.picture.png != before
    assert explorer._message.value == ""


def test_the_race_draws_what_the_optimizers_do(monkeypatch):
    drawn = {}
    monkeypatch.setattr(
        "nnlib.course.ch3.explorers.ravine", lambda paths, _: drawn.update(paths) or Blank()
    )
    explorer = optimizer_race()
    explorer.controls["steps"].value = 20
    explorer.controls["rate"].value = 0.03
    explorer.controls["pace"].value = 0.5
    contraction = 1 - 0.03 * np.array(CURVATURES)
    wanted = START * contraction ** np.arange(21)[:, None]
    np.testing.assert_allclose(drawn["gradient descent"], wanted, rtol=1e-12)
    first_step = drawn["Adam"][1] - drawn["Adam"][0]
    np.testing.assert_allclose(np.abs(first_step), 0.5, rtol=1e-6)


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
