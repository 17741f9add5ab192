"""Diagnostics: the table is MNIST's, each planted fault is named, and nothing else is."""

import numpy as np
import pytest

from nnlib import diagnose, strokes_to_image
from nnlib.app.pipelines import PIPELINES
from nnlib.images.advice import ADVICE, EXPLAINS
from nnlib.images.diagnostics import (
    MNIST_TABLE,
    NEVER_INKED,
    PERCENTILES,
    STRAY_LIMIT,
    measure,
    never_inked,
    training_table,
)
from nnlib.images.handwriting import drawn_images
from nnlib.images.strokes import CENTRE

FOUR = [np.array([(28, 0), (10, 58), (92, 56)]), np.array([(66, 24), (62, 100)])]


def test_the_table_is_that_of_the_training_set(mnist):
    table = training_table(mnist.train.x)
    assert table.keys() == MNIST_TABLE.keys()
    for name, row in table.items():
        np.testing.assert_allclose(MNIST_TABLE[name], row, atol=0.0015, err_msg=name)
    np.testing.assert_array_equal(never_inked(mnist.train.x), NEVER_INKED)


def test_the_table_is_in_order():
    assert list(PERCENTILES) == sorted(PERCENTILES)
    for row in MNIST_TABLE.values():
        assert list(row) == sorted(row)


def test_every_property_has_its_advice():
    assert MNIST_TABLE.keys() | {"blank", "stray_ink", "inverted"} == ADVICE.keys()
    assert EXPLAINS.keys() | {"inverted"} == ADVICE.keys()
    order = list(EXPLAINS)
    for name, consequences in EXPLAINS.items():
        assert all(order.index(other) > order.index(name) for other in consequences)


def bar(height, width, at=(CENTRE, CENTRE)):
    image = np.zeros((28, 28))
    top, left = (round(middle - (n - 1) / 2) for middle, n in zip(at, (height, width), strict=True))
    image[top : top + height, left : left + width] = 1
    return image


def test_measures_by_hand():
    values = {name: value[0] for name, value in measure(bar(17, 3)).items()}
    assert values["density"] == 51
    assert values["area_ratio"] == pytest.approx(51 / 784)
    assert values["aspect"] == pytest.approx(3 / 17)
    assert (values["size"], values["contrast"], values["stray_ink"]) == (17, 1, 0)
    assert values["centre_offset"] == pytest.approx(0, abs=1e-9)
    shifted = measure(bar(17, 3, (CENTRE + 3, CENTRE - 4)))
    assert shifted["centre_offset"][0] == pytest.approx(5)


@pytest.mark.parametrize("width", [2, 3, 4, 6])
def test_thickness_is_that_of_the_stroke(width):
    # a bar's two short ends belong to its outline too
    expected = 2 * (20 * width) / (2 * (20 + width))
    assert measure(bar(20, width))["thickness"][0] == pytest.approx(expected, rel=0.02)


def test_thickness_does_not_depend_on_contrast(mnist):
    digit = mnist.dev.x[:50]
    faint = measure(0.3 + 0.4 * digit)["thickness"]
    np.testing.assert_allclose(faint, measure(digit)["thickness"], rtol=0.12)


def test_one_image_or_many_rows_or_squares(mnist):
    many = measure(mnist.dev.x[:1200])
    squares = measure(mnist.dev.x[:1200].reshape(-1, 28, 28))
    one = measure(mnist.dev.x[700].reshape(28, 28))
    for name, values in many.items():
        assert values.shape == (1200,)
        np.testing.assert_array_equal(values, squares[name])
        np.testing.assert_allclose(one[name], values[700], rtol=1e-5)


def test_nearly_every_real_digit_passes(mnist):
    assert np.mean([bool(diagnose(image)) for image in mnist.dev.x[:2000]]) < 0.02


def test_nearly_every_drawing_passes():
    images, _ = drawn_images(500, np.random.default_rng(1))
    assert np.mean([bool(diagnose(image / 255)) for image in images]) < 0.02


def resized(image, factor):
    """Scaled about the centre by nearest neighbours."""
    at = np.rint((np.arange(28) - 13.5) / factor + 13.5).astype(int)
    inside = (at >= 0) & (at < 28)
    return np.where(inside[:, None] & inside, image[at.clip(0, 27)][:, at.clip(0, 27)], 0)


def frame(height, width, pen):
    """The outline of a box, drawn with a pen so many pixels wide."""
    image = bar(height, width)
    rows, columns = (np.flatnonzero(image.max(axis=axis)) for axis in (1, 0))
    image[rows[pen] : rows[-pen], columns[pen] : columns[-pen]] = 0
    return image


def good():
    return strokes_to_image(FOUR).astype(np.float64)


def with_stain():
    image = good()
    image[0, :3] = 0.8
    return image


def two_specks():
    image = np.zeros((28, 28))
    image[5:8, 7:11] = image[21:24, 18:22] = 1
    return image


def three_thick_bars():
    return sum(bar(20, 5, (CENTRE, CENTRE + x)) for x in (-7, 0, 7))


FAULTS = {
    "blank": lambda: np.zeros((28, 28)),
    "inverted": lambda: 1 - good(),
    "stray_ink": with_stain,
    "contrast": lambda: 0.6 * good(),
    "contrast too high": lambda: 255 * good(),
    "size": lambda: resized(good(), 0.6),
    "size too high": lambda: resized(good(), 1.3),
    "centre_offset": lambda: np.roll(good(), (2, 3), (0, 1)),
    "thickness": lambda: frame(19, 13, 1),
    "thickness too high": lambda: bar(19, 13),
    "aspect": lambda: bar(20, 1),
    "aspect too high": lambda: frame(9, 19, 2),
    "density": two_specks,
    "density too high": three_thick_bars,
    "area_ratio": lambda: bar(19, 2),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named_and_no_other(fault):
    findings = diagnose(FAULTS[fault]())
    name, high = fault.removesuffix(" too high"), fault.endswith("too high")
    assert [finding.name for finding in findings] == [name]
    (finding,) = findings
    if fault not in ("blank", "inverted", "stray_ink", "centre_offset"):
        assert (finding.value > finding.high) == high
        template = ADVICE[name][high]
        assert finding.advice.split()[:3] == template.split()[:3]
    assert finding.advice.endswith((".", "?"))
    assert "{" not in finding.advice


SEVEN = [np.array([(20, 15), (52, 16), (42, 32), (30, 62)])]  # small, in a corner


def test_a_small_digit_in_the_corner_is_no_stain():
    image = PIPELINES["naive"](SEVEN, 18)
    assert measure(image)["stray_ink"][0] > STRAY_LIMIT
    assert [finding.name for finding in diagnose(image)] == ["size"]


def test_a_digit_moved_into_the_corner_is_no_stain():
    image = np.roll(good(), (-5, -5), (0, 1))
    assert measure(image)["stray_ink"][0] > STRAY_LIMIT
    assert [finding.name for finding in diagnose(image)] == ["centre_offset"]


def test_a_stain_beside_a_small_digit_is_one():
    image = resized(good(), 0.6)
    image[0, :4] = image[27, -3:] = 1
    assert [finding.name for finding in diagnose(image)] == ["stray_ink"]


def test_nothing_is_wrong_with_the_good_one():
    assert diagnose(good()) == []


@pytest.mark.parametrize("function", [measure, diagnose])
def test_refuses_other_shapes_types_and_numbers(function):
    with pytest.raises(ValueError, match=r"got shape \(27, 28\), want"):
        function(np.zeros((27, 28)))
    with pytest.raises(ValueError, match="dtype uint8, want floats"):
        function(np.zeros((28, 28), np.uint8))
    with pytest.raises(ValueError, match="want finite numbers"):
        function(np.full((28, 28), np.nan))


def test_a_finding_says_the_range_and_the_value():
    image = np.zeros((28, 28))
    image[4:24, 13:16] = 1.0
    image[0, :8] = 1.0  # never inked in training
    (finding,) = [f for f in diagnose(image) if f.name == "stray_ink"]
    assert (finding.low, finding.high) == (0.0, STRAY_LIMIT)
    assert finding.value == pytest.approx(8)
    small = np.zeros((28, 28))
    small[11:17, 13:15] = 1.0
    finding = diagnose(small)[0]
    assert finding.name == "size"
    assert (finding.low, finding.high) == (MNIST_TABLE["size"][0], MNIST_TABLE["size"][-1])


def test_what_one_finding_explains_stays_explained_after_the_next():
    image = np.zeros((28, 28))
    image[8:28, 12:15] = 0.3  # faint, and too low: hence little ink
    names = [finding.name for finding in diagnose(image)]
    assert names[:2] == ["contrast", "centre_offset"]
    assert "density" not in names


def test_hardly_any_contrast_is_faint_and_none_is_blank():
    image = np.zeros((28, 28))
    image[4:24, 13:16] = 0.0008
    assert diagnose(image)[0].name == "contrast"
    assert diagnose(0 * image)[0].name == "blank"


def test_ink_in_under_half_of_the_corners_is_a_stain_and_over_half_the_paper():
    for inked, name in ((30, "stray_ink"), (40, "inverted")):
        image = np.zeros(784)
        image[list(NEVER_INKED)[:inked]] = 1.0
        image.reshape(28, 28)[4:24, 13:16] = 1.0
        assert diagnose(image)[0].name == name


def test_on_grey_paper_the_contrast_is_what_lies_between(rng):
    image = np.full((1, 28, 28), 0.25)
    image[0, 4:24, 13:16] = 0.75
    measured = measure(image)
    assert measured["contrast"][0] == pytest.approx(0.5)
    black = measure((image - 0.25) * 2)
    for name in ("size", "aspect", "thickness", "centre_offset", "area_ratio"):
        assert measured[name][0] == pytest.approx(black[name][0])


def test_a_blank_image_has_no_shape_to_measure():
    for level in (0.0, 0.5):
        measured = measure(np.full((2, 28, 28), level))
        for name in ("size", "aspect", "thickness", "centre_offset", "area_ratio"):
            assert np.isnan(measured[name]).all(), name
        assert (measured["contrast"] == 0).all()
