"""Chapter 4's explorers without a browser: a slider moves, the right tensor is shown."""

import numpy as np
import pytest

from nnlib import Network
from nnlib.app import pipelines
from nnlib.course import ch4
from nnlib.course.ch4 import explorers as production
from nnlib.course.ch4.explorers import break_explorer, pipeline_explorer
from nnlib.course.ch4.faults import broken
from nnlib.images.strokes import strokes_to_image

HOOK = [np.array([(40.0, 60.0), (150.0, 70.0), (120.0, 200.0)])]


@pytest.fixture
def network(rng):
    return Network((784, 10), rng)


@pytest.fixture
def shown(monkeypatch):
    """What the explorers hand to their figures."""
    seen = []
    for name in ("broken_digit", "one_pipeline"):
        draw = getattr(production, name)

        def spy(*arguments, draw=draw):
            seen.append(arguments)
            return draw(*arguments)

        monkeypatch.setattr(production, name, spy)
    return seen


def test_the_break_explorer_begins_with_nothing_broken(network, shown):
    explorer = break_explorer(network, HOOK)
    image, findings, p = shown[-1]
    np.testing.assert_array_equal(image, strokes_to_image(HOOK))
    assert findings == []
    np.testing.assert_array_equal(p, network.predict(image)[0])
    assert explorer._message.value == ""


@pytest.mark.parametrize(
    ("control", "value", "name"),
    [
        ("shift", 5, "centre_offset"),
        ("scale", 0.6, "size"),
        ("thickness", 3, "size"),  # what grows by a pixel all round leaves the box
        ("contrast", 0.3, "contrast"),
    ],
)
def test_a_fault_is_shown_and_named(network, shown, control, value, name):
    explorer = break_explorer(network, HOOK)
    first = explorer.picture.png
    explorer.controls[control].value = value
    image, findings, _ = shown[-1]
    good = strokes_to_image(HOOK)
    np.testing.assert_array_equal(image, broken(good, **{control: value}))
    assert name in [finding.name for finding in findings]
    assert explorer.picture.png != first
    assert explorer._message.value == ""


def test_every_corner_of_the_sliders_is_drawn(network):
    explorer = break_explorer(network, HOOK)
    for control in explorer.controls.values():
        before = control.value
        for value in (control.min, control.max):
            control.value = value
            assert explorer._message.value == ""
        control.value = before


def test_the_pipeline_explorer_follows_its_controls(network, shown):
    explorer = pipeline_explorer(network, HOOK)
    _, naive, _ = shown[-1]
    explorer.controls["across"].value = 180
    _, moved, _ = shown[-1]
    assert np.abs(moved - naive).max() > 0.5  # the naive one feels where the digit is
    explorer.controls["pipeline"].value = "+ thickness"
    fixed = shown[-1][1]
    for control, value in (("across", 60), ("size", 200), ("pen", 35)):
        explorer.controls[control].value = value
        # the last one does not feel it, nor how large, nor how thick
        np.testing.assert_allclose(shown[-1][1], fixed, atol=1e-3)
    assert explorer._message.value == ""


def test_the_explorer_offers_every_pipeline(network):
    offered = ch4.pipeline_explorer(network, HOOK).controls["pipeline"].options
    assert offered == tuple(pipelines.PIPELINES)
