"""Chapter 5's explorers without a browser: a control moves, the right thing is computed."""

import numpy as np
import pytest

from nnlib import STYLES, Network, strokes_to_image
from nnlib.course.ch5.distortions import KINDS, distorted, elastic_fields
from nnlib.course.ch5.explorers import distortion_explorer, pen_explorer


@pytest.fixture
def network(rng):
    return Network((784, 10), rng)


@pytest.fixture
def digit(mnist):
    return mnist.train.images[31]


def ink_at(image, axis):
    """The centre of mass along an axis, and the spread about it."""
    weights = image.sum(axis=axis) / image.sum()
    pixels = np.arange(28)
    mean = weights @ pixels
    return mean, np.sqrt(weights @ (pixels - mean) ** 2)


@pytest.mark.parametrize("kind", KINDS)
def test_no_strength_is_no_distortion(digit, kind):
    np.testing.assert_allclose(distorted(digit, kind, 0.0), digit / 255, atol=1e-5)


def test_a_shift_moves_the_ink_by_so_many_pixels(digit):
    before, after = digit / 255, distorted(digit, "shift", 2.0)
    for axis in (0, 1):  # looking 1.4 pixels further moves what is seen 1.4 pixels back
        assert ink_at(after, axis)[0] - ink_at(before, axis)[0] == pytest.approx(-1.4, abs=0.02)


def test_size_scales_the_ink(digit):
    before, after = digit / 255, distorted(digit, "size", 2.0)
    for axis in (0, 1):
        ratio = ink_at(after, axis)[1] / ink_at(before, axis)[1]
        assert ratio == pytest.approx(np.exp(0.16), abs=0.03)


def test_thickness_adds_ink_and_takes_it_away(digit):
    thin, thick = (distorted(digit, "thickness", s).sum() for s in (-3, 3))
    assert thin < digit.sum() / 255 < thick


def test_the_seed_chooses_the_elastic_field_and_nothing_else(digit):
    first, again, other = (distorted(digit, "elastic", 1.0, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.1
    turned = [distorted(digit, "rotation", 1.0, seed) for seed in (0, 1)]
    np.testing.assert_array_equal(*turned)


def test_an_unknown_kind_is_named(digit):
    with pytest.raises(ValueError, match="kind: got 'melt', want one of shift"):
        distorted(digit, "melt", 1.0)


def test_elastic_fields_are_as_smooth_as_asked(rng):
    fields = elastic_fields(3000, 4.0, rng)
    assert fields.shape == (3000, 28, 28, 2)
    assert fields.std() == pytest.approx(1, abs=0.05)
    correlation = np.corrcoef(fields[:, 10, 10, 1], fields[:, 10, 16, 1])[0, 1]
    assert correlation == pytest.approx(np.exp(-36 / 64), abs=0.05)


def test_the_distortion_explorer_follows_its_controls(digit, network):
    explorer = distortion_explorer(digit, network)
    pictures = {explorer.picture.png}
    for name, value in (("strength", 2.0), ("kind", "elastic"), ("seed", 5)):
        explorer.controls[name].value = value
        pictures.add(explorer.picture.png)
    assert len(pictures) == 4
    assert explorer._message.value == ""


def test_the_pen_explorer_offers_the_styles_of_each_digit(network):
    explorer = pen_explorer(network)
    for digit in (7, 3, 0):
        explorer.controls["digit"].value = digit
        assert explorer.controls["style"].options == tuple(STYLES[digit])
        assert explorer._message.value == ""
    before = explorer.picture.png
    explorer.controls["style"].value = "slashed"
    slashed = explorer.picture.png
    explorer.controls["seed"].value = 9
    assert len({before, slashed, explorer.picture.png}) == 3


def test_the_pen_explorer_shows_what_the_network_is_fed(network, monkeypatch):
    from nnlib.course.ch5 import explorers as robust

    seen = []

    def spy(strokes, image, probabilities):
        seen.append((strokes, image, probabilities))
        return one_drawing(strokes, image, probabilities)

    one_drawing = robust.one_drawing
    monkeypatch.setattr(robust, "one_drawing", spy)
    pen_explorer(network)
    ((strokes, image, probabilities),) = seen
    np.testing.assert_array_equal(image, strokes_to_image(strokes))
    np.testing.assert_array_equal(probabilities, network.predict(image)[0])
