"""Distortions: they are what they say, they repeat themselves, and a digit stays a digit."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from nnlib import Distortion, distort
from nnlib.images.augment import MARGIN, PADDED, _field_basis, _look_up, _places
from nnlib.images.strokes import CENTRE, centre_of_mass

STILL = Distortion(0, 0, 0, 0, 0, elastic=0, thickness=0, soiled=0)


def only(**change):
    return Distortion(**{**vars(STILL), **change})


@pytest.fixture(scope="module")
def digits(mnist):
    return mnist.train.images[:300]


def test_no_distortion_changes_nothing(digits, rng):
    same = distort(digits, rng, STILL)
    np.testing.assert_allclose(same, digits.reshape(-1, 784) / 255, atol=1e-4)


def test_shape_type_and_range(digits, rng):
    out = distort(digits, rng)
    assert (out.shape, out.dtype) == ((300, 784), np.float32)
    assert out.min() >= 0
    assert out.max() <= 1


def test_integers_floats_rows_and_images_are_the_same_images(digits):
    rows = (digits / 255).astype(np.float32).reshape(-1, 784)
    one, two = (distort(images, np.random.default_rng(3)) for images in (digits, rows))
    np.testing.assert_allclose(one, two, atol=1e-5)


def test_the_same_generator_gives_the_same_images(digits):
    one, two, other = (distort(digits, np.random.default_rng(seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one, two)
    assert np.abs(one - other).mean() > 0.01


def test_the_images_are_left_alone(digits, rng):
    before = digits.copy()
    distort(digits, rng)
    np.testing.assert_array_equal(digits, before)


def test_every_image_has_its_own(digits, rng):
    copies = distort(np.repeat(digits[:1], 200, axis=0), rng)
    assert len(np.unique(copies.round(3), axis=0)) == 200


def test_what_lies_beyond_an_image_is_paper_and_not_its_neighbour(rng):
    stack = np.zeros((200, 784), np.float32)
    stack[::2] = 1  # each blank image between two that are all ink
    out = distort(stack, rng, only(shift=6.0, rotation=0.5))
    assert (out[1::2] == 0).all()


def test_the_shift_is_as_strong_as_it_says(digits, rng):
    moved = distort(digits, rng, only(shift=0.8)).reshape(-1, 28, 28)
    offsets = np.array([centre_of_mass(image) for image in moved]) - [
        centre_of_mass(image / 255) for image in digits
    ]
    np.testing.assert_allclose(offsets.std(axis=0), 0.8, rtol=0.15)
    np.testing.assert_allclose(offsets.mean(axis=0), 0, atol=0.15)


def bar(width):
    """An upright bar about the centre."""
    image = np.zeros((28, 28), np.float32)
    half = width // 2
    image[6:23, int(CENTRE) - half : int(CENTRE) + half + 1] = 1
    return image


def moments(images):
    """Variance across, covariance, variance along, for each image."""
    y, x = np.mgrid[:28, :28] - CENTRE
    images = images.reshape(-1, 28, 28)
    total = images.sum(axis=(1, 2))
    return [(images * term).sum(axis=(1, 2)) / total for term in (x * x, x * y, y * y)]


@pytest.mark.parametrize(("name", "strength"), [("rotation", 0.1), ("slant", 0.1)])
def test_turning_and_slanting_lean_an_upright_bar(name, strength, rng):
    bars = np.repeat(bar(3)[None], 2000, axis=0)
    _, across, along = moments(distort(bars, rng, only(**{name: strength})))
    lean = across / along  # the slope of x over y
    assert lean.std() == pytest.approx(strength, rel=0.12)
    assert abs(lean.mean()) < 0.01


def test_size_scales_both_ways_and_aspect_one_against_the_other(rng):
    boxes = np.repeat(bar(9)[None], 2000, axis=0)
    for name, sign in (("size", 1), ("aspect", -1)):
        wide, _, high = moments(distort(boxes, rng, only(**{name: 0.1})))
        log_width, log_height = 0.5 * np.log(wide), 0.5 * np.log(high)
        assert log_width.std() == pytest.approx(0.1, rel=0.12)
        assert np.corrcoef(log_width, log_height)[0, 1] * sign > 0.9


def test_the_elastic_field_has_the_deviation_and_smoothness_it_says(rng):
    from nnlib.images.augment import _field_basis

    fields = (rng.standard_normal((4000, len(_field_basis(4)) - 3)) @ _field_basis(4)[3:]).reshape(
        -1, 28, 28
    )
    assert fields.std() == pytest.approx(1, rel=0.03)
    near = np.mean(fields[:, 14, 14] * fields[:, 14, 15]) / fields[:, 14, 14].var()
    # Noise smoothed by a Gaussian σ is correlated by exp(−d² / 4σ²).
    assert near == pytest.approx(np.exp(-1 / 64), abs=0.01)
    far = np.mean(fields[:, 14, 8] * fields[:, 14, 20]) / fields[:, 14, 14].var()
    assert far == pytest.approx(np.exp(-144 / 64), abs=0.12)


def test_thickness_goes_both_ways_and_keeps_the_middle_line(digits, rng):
    ink = digits.reshape(300, -1).sum(axis=1) / 255
    change = distort(digits, rng, only(thickness=0.3)).sum(axis=1) / ink
    assert (change > 1.02).sum() > 90
    assert (change < 0.98).sum() > 90
    assert change.min() > 0.3
    assert change.max() < 2


def test_a_digit_stays_a_digit(mnist):
    from nnlib import load_network

    network = load_network("weights/mlp.npz")
    images, labels = mnist.dev.images[:1000], mnist.dev.labels[:1000]
    accuracy = np.mean(
        network.predict(distort(images, np.random.default_rng(0))).argmax(axis=1) == labels
    )
    assert 0.7 < accuracy < 0.95  # harder than the 0.98 of undistorted ones, but legible


def test_no_image_is_no_trouble(rng):
    assert distort(np.empty((0, 28, 28), np.uint8), rng).shape == (0, 784)


@pytest.mark.parametrize("shape", [(784,), (28, 28), (3, 28, 27), (3, 783), (2, 2, 28, 28)])
def test_other_shapes_are_refused(shape, rng):
    with pytest.raises(
        ValueError, match=r"images: got shape .* want \(N, 784\), or \(N, h, w\) with h × w = 784"
    ):
        distort(np.zeros(shape, np.float32), rng)


def test_turning_keeps_lengths_and_right_angles(rng):
    places = _places(20, only(rotation=0.6), _field_basis(4.0), rng)
    right, down = places[:, :, 1] - places[:, :, 0], places[:, :, 28] - places[:, :, 0]
    np.testing.assert_allclose(np.hypot(*right), 1, rtol=1e-4)
    np.testing.assert_allclose(np.hypot(*down), 1, rtol=1e-4)
    np.testing.assert_allclose((right * down).sum(axis=0), 0, atol=1e-4)


def test_between_pixels_is_bilinear_interpolation(rng):
    padded = rng.random((3, PADDED, PADDED)).astype(np.float32)
    places = rng.uniform(0, PADDED - 1.01, (2, 3, 784)).astype(np.float32)
    out = np.empty((3, 784), np.float32)
    _look_up(padded, places.copy(), out)
    for n, image in enumerate(padded):
        for (y, x), got in zip(places[:, n].T[:50], out[n], strict=False):
            i, j = int(y), int(x)
            dy, dx = y - i, x - j
            above = (1 - dx) * image[i, j] + dx * image[i, j + 1]
            below = (1 - dx) * image[i + 1, j] + dx * image[i + 1, j + 1]
            assert got == pytest.approx((1 - dy) * above + dy * below, abs=1e-5)


def test_its_product_runs_in_one_thread(digits, rng, monkeypatch):
    def recording(*args):
        inside.extend(p["num_threads"] for p in threadpool_info() if p["user_api"] == "blas")
        return _places(*args)

    inside = []
    monkeypatch.setattr("nnlib.images.augment._places", recording)
    with threadpool_limits(2, user_api="blas"):
        distort(digits[:2], rng)
    assert set(inside) == {1}


def test_turned_and_slanted_a_pixel_keeps_its_area_and_a_row_its_height(rng):
    places = _places(50, only(rotation=0.6, slant=0.6), _field_basis(4.0), rng)
    right, down = places[:, :, 1] - places[:, :, 0], places[:, :, 28] - places[:, :, 0]
    np.testing.assert_allclose(right[1] * down[0] - right[0] * down[1], 1, atol=1e-3)
    np.testing.assert_allclose(np.hypot(right[0], down[0]), 1, atol=1e-4)  # a slant is sideways


def test_a_dot_grows_to_a_plus_or_goes_and_so_does_a_hole(rng):
    dot = np.zeros((28, 28), np.float32)
    dot[12, 13] = 1
    plus = dot.copy()
    plus[11:14, 13] = plus[12, 12:15] = 1
    full = only(thickness=1e6)  # all the way, one way or the other
    for image, grown, gone in ((dot, plus, 0 * dot), (1 - dot, 1 - plus, 1 + 0 * dot)):
        out = distort(np.repeat(image[None], 40, axis=0), rng, full).reshape(-1, 28, 28)
        near = [
            np.abs(out - wanted)[:, 9:17, 9:17].max(axis=(1, 2)) < 1e-3 for wanted in (grown, gone)
        ]
        assert np.all(near[0] ^ near[1])
        assert near[0].any()
        assert near[1].any()


def test_the_field_has_as_many_modes_as_pass_a_twentieth_and_all_is_in_single_precision():
    from nnlib.images.augment import _padded

    for smoothness in (2.0, 4.0, 9.0):
        pixel = np.arange(28)
        gaussian = np.exp(-0.5 * ((pixel[:, None] - pixel) / smoothness) ** 2)
        s = np.linalg.svd(gaussian, compute_uv=False)
        basis = _field_basis(smoothness)
        assert basis.shape == (3 + np.count_nonzero(s > 0.05 * s[0]) ** 2, 784)
        assert basis.dtype == np.float32
    places = _places(5, Distortion(), basis, np.random.default_rng(0))
    assert places.dtype == np.float32
    assert _padded(np.ones((1, 28, 28))).dtype == np.float32


def test_an_affine_map_turns_then_slants_then_stretches():
    only = Distortion(**dict.fromkeys(("shift", "elastic", "thickness", "soiled"), 0.0))
    basis = _field_basis(only.smoothness)
    y, x = _places(5, only, basis, np.random.default_rng(3)) - (14 + MARGIN)
    rng = np.random.default_rng(3)
    drawn = [rng.normal(0, scale, 5) for scale in (0.11, 0.13, 0.08, 0.08)]
    grid = np.mgrid[:28, :28].reshape(2, -1)[::-1] - 14.0  # x and y
    for i, (turn, slant, size, aspect) in enumerate(np.transpose(drawn)):
        turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        slanted = np.array([[1, slant], [0, 1]])
        stretched = np.diag(np.exp([-size - aspect, -size + aspect]))
        wanted = stretched @ slanted @ turned @ grid
        np.testing.assert_allclose(np.stack([x[i], y[i]]), wanted, atol=1e-4)


def test_no_stroke_is_thickened_beyond_the_dilation(digits, rng):
    still = dict.fromkeys(
        ("shift", "rotation", "slant", "size", "aspect", "elastic", "soiled"), 0.0
    )
    out = distort(digits, rng, Distortion(**still, thickness=50.0))
    assert out.min() >= 0
    assert out.max() <= 1


def test_near_the_end_of_a_training_less_of_a_distortion_is_left():
    whole = Distortion(soiled=0.3, smoothness=5.0)
    assert whole.at(0) is whole is whole.at(0.69)
    less = vars(whole.at(0.7))
    same = {name for name, value in vars(whole).items() if less[name] == value}
    assert same == {"soiled", "smoothness"}
    assert all(less[name] == 0.7 * value for name, value in vars(whole).items() if name not in same)
