"""Chapter 1's explorers without a browser: a control moves, the right thing is computed."""

import io
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from nnlib import GradientDescent, Network
from nnlib.course.bowl import walk
from nnlib.course.ch1 import share_right, spiral
from nnlib.course.ch1.exercises import LINES
from nnlib.course.ch1.explorers import descent_explorer, spiral_explorer, weight_explorer
from nnlib.files import ROOT


@pytest.fixture
def network():
    network = Network((2, 2, 2), dtype=np.float64)
    network.parameters[:] = np.linspace(-1.1, 1.1, len(network.parameters))
    return network


def test_the_weight_explorer_shows_the_gradient_of_backprop(network):
    before = network.parameters.copy()
    x, labels = np.array([[1.0, 2.0]]), np.array([1])
    explorer = weight_explorer(network, x, labels)
    first = explorer.picture.png
    seen = []
    draw = explorer.draw

    def spy(**values):
        seen.append(values)
        return draw(**values)

    explorer.draw = spy
    explorer.controls["value"].value = -1.5
    assert seen == [{"parameter": "W1[0,0]", "value": -1.5}]
    assert explorer.picture.png != first
    explorer.controls["parameter"].value = "b2[1]"
    assert seen[-1] == {"parameter": "b2[1]", "value": before[-1]}
    assert explorer._message.value == ""
    np.testing.assert_array_equal(network.parameters, before)


def test_the_weight_explorer_names_all_parameters_in_their_order(network):
    explorer = weight_explorer(network, np.ones((1, 2)), np.array([0]))
    names = explorer.controls["parameter"].options
    assert len(names) == len(network.parameters)
    assert names[:4] == ("W1[0,0]", "W1[0,1]", "W1[1,0]", "W1[1,1]")
    assert names[-2:] == ("b2[0]", "b2[1]")


def test_the_descent_explorer_follows_its_sliders():
    explorer = descent_explorer()
    first = explorer.picture.png
    explorer.controls["steps"].value = 3
    second = explorer.picture.png
    explorer.controls["learning_rate"].value = 0.21
    assert len({first, second, explorer.picture.png}) == 3
    assert explorer._message.value == ""


def test_a_walk_is_gradient_descent_on_a_quadratic():
    path, losses = walk(GradientDescent(0.05), 7)
    expected = np.array([2.0 * 0.95**7, 1.5 * 0.5**7])
    np.testing.assert_allclose(path[-1], expected, rtol=1e-12)
    assert losses[0] == pytest.approx(0.5 * (4 + 22.5))
    assert len(path) == len(losses) == 8


def test_the_controls_of_an_explorer_are_of_one_length():
    styles = {
        (control.style.description_width, control.layout.width)
        for control in descent_explorer().controls.values()
    }
    assert len(styles) == 1


def test_an_explorer_stores_a_still_that_says_so():
    explorer = descent_explorer()
    data, metadata = explorer._repr_mimebundle_()
    still, live = (
        np.asarray(Image.open(io.BytesIO(png)).convert("L"), float)
        for png in (b64decode(data["image/png"]), explorer.picture.png)
    )
    assert still.shape[1] == live.shape[1]
    below = still[len(live) :]
    assert below.min() < 130  # words
    assert np.abs(still[: len(live)] - live).mean() < 1
    assert data.keys() >= {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"}
    assert metadata["image/png"]["alt"] in data["text/plain"]


def test_the_spiral_has_three_arms_and_its_seed_decides_it():
    x, labels = spiral(np.random.default_rng(0))
    assert x.shape == (300, 2)
    assert x.dtype == np.float32
    np.testing.assert_array_equal(np.bincount(labels), [100, 100, 100])
    np.testing.assert_array_equal(x, spiral(np.random.default_rng(0))[0])
    radius = np.hypot(*x.T).reshape(3, 100)
    np.testing.assert_allclose(radius, np.tile(np.linspace(0, 1, 100), (3, 1)), atol=1e-6)
    with pytest.raises(ValueError, match="rng"):
        spiral(0)


def test_bends_are_what_the_spiral_needs():
    x, labels = spiral(np.random.default_rng(0))
    shares = []
    for sizes in ((2, 3), (2, 32, 3)):
        network, rule = Network(sizes, np.random.default_rng(0)), GradientDescent(1.0)
        for _ in range(500):
            network.loss_and_gradient(x, labels)
            rule.step(network.parameters, network.gradients)
        shares.append(share_right(network, x, labels))
    assert 0.5 < shares[0] < 0.58
    assert shares[1] > 0.97


def test_the_spiral_explorer_shows_the_step_it_is_asked_for():
    x, labels = spiral(np.random.default_rng(0))
    snapshots = {step: Network((2, 8, 3), np.random.default_rng(step)) for step in (0, 50, 100)}
    before = {step: network.parameters.copy() for step, network in snapshots.items()}
    explorer = spiral_explorer(snapshots, x, labels)
    pictures = {explorer.picture.png}
    explorer.controls["step"].value = 100
    pictures.add(explorer.picture.png)
    explorer.controls["bends"].value = True
    pictures.add(explorer.picture.png)
    assert len(pictures) == 3
    assert explorer._message.value == ""
    for step, network in snapshots.items():
        np.testing.assert_array_equal(network.parameters, before[step])


def test_the_lines_to_put_in_order_are_those_that_the_chapter_shows():
    chapter = (ROOT / "notebooks" / "01_forward_and_backprop.ipynb").read_text(encoding="utf-8")
    for letter, line in LINES.items():
        assert f"    {letter}   {line}\\n" in chapter or f'    {letter}   {line}"' in chapter
