"""The fifteen corruptions: each does what its words say, always alike, and the table counts."""

import numpy as np
import pytest

import corruptions
from corruptions import CORRUPTIONS, SIDE, corrupted, table
from nnlib import Split, load_network

NAMES = list(CORRUPTIONS)


@pytest.fixture(scope="module")
def digits(small):
    return small.dev.x[:60].reshape(-1, SIDE, SIDE)


def dot(y, x):
    """One image with a bar of ink at a place."""
    image = np.zeros((1, SIDE, SIDE), np.float32)
    image[0, y, x] = 1
    return image


def apply(name, images, seed=0):
    return CORRUPTIONS[name](images, np.random.default_rng(seed))


def test_they_are_the_fifteen():
    listed = "shot noise, impulse noise, glass blur, motion blur, shear, scale, rotate, brightness,"
    listed += " translate, stripe, fog, spatter, dotted line, zigzag, canny edges"
    assert ", ".join(NAMES) == listed


@pytest.mark.parametrize("name", NAMES)
def test_shape_range_and_numbers_are_kept(name, digits):
    before = digits.copy()
    got = corrupted(name, digits)
    assert (got.shape, got.dtype) == (digits.shape, np.float32)
    assert got.min() >= 0
    assert got.max() <= 1
    assert np.mean(np.abs(got - digits)) > 0.01  # it does something
    np.testing.assert_array_equal(got, corrupted(name, digits))  # and always the same
    np.testing.assert_array_equal(digits, before)


def test_shot_noise_counts_photons(digits):
    got = apply("shot noise", digits)
    assert set(np.round(np.unique(got) * 3, 5)) == {0, 1, 2, 3}
    assert not got[digits == 0].any()
    grey = apply("shot noise", np.full((100, SIDE, SIDE), 0.2, np.float32))
    assert grey.mean() == pytest.approx(0.2, abs=0.005)  # hardly ever more than three come


def test_impulse_noise_breaks_as_many_pixels_as_it_says():
    got = apply("impulse noise", np.full((100, SIDE, SIDE), 0.5, np.float32))
    assert np.mean(got != 0.5) == pytest.approx(0.17, abs=0.005)
    assert np.mean(got == 1) == pytest.approx(np.mean(got == 0), abs=0.005)


@pytest.mark.parametrize("name", ["glass blur", "motion blur"])
def test_a_blur_moves_ink_and_keeps_it(name):
    image = np.repeat(dot(14, 14), 400, axis=0)
    got = apply(name, image)
    np.testing.assert_allclose(got.sum(axis=(1, 2)), 1, atol=2e-3)
    assert got.max(axis=(1, 2)).mean() < 0.5


def test_a_trail_lies_to_one_side():
    got = apply("motion blur", np.repeat(dot(14, 20), 50, axis=0))
    assert not got[:, :, 22:].any()
    assert got[:, :, 12:18].sum() > 10


def test_a_swap_in_glass_loses_no_pixel(digits, monkeypatch):
    monkeypatch.setattr(corruptions, "gaussian", lambda images, deviation: images.copy())
    got = apply("glass blur", digits)
    assert np.any(got != digits)
    for image, original in zip(got, digits, strict=True):
        np.testing.assert_array_equal(np.sort(image, None), np.sort(original, None))


def centre(image):
    y, x = np.mgrid[:SIDE, :SIDE]
    return np.array([(image * y).sum(), (image * x).sum()]) / image.sum()


@pytest.mark.parametrize(
    ("name", "place", "wanted"),
    [
        ("shear", (8, 13), {(8, 15.2), (8, 10.8)}),  # 5.5 rows above the middle, 0.4 pixels a row
        ("translate", (13, 13), {(10, 10), (10, 16), (16, 10), (16, 16)}),
        ("scale", (3, 13), {(6.15, 13.15)}),
        ("rotate", (3, 13), {(4.02, 8.95), (3.63, 17.13)}),
    ],
)
def test_a_dot_goes_where_it_should(name, place, wanted):
    spot = np.repeat(corruptions.gaussian(dot(*place), 1), 60, axis=0)
    got = [centre(image) for image in apply(name, spot)]
    for there in wanted:
        assert any(np.allclose(c, there, atol=0.1) for c in got)
    assert all(any(np.allclose(c, there, atol=0.1) for there in wanted) for c in got)


def test_brightness_and_stripe_are_arithmetic(digits):
    np.testing.assert_array_equal(apply("brightness", digits), np.minimum(digits + 0.5, 1))
    got = apply("stripe", digits)
    np.testing.assert_array_equal(got[:, :, 7:21], digits[:, :, 7:21])
    np.testing.assert_array_equal(got[:, :, :7], 1 - digits[:, :, :7])
    np.testing.assert_array_equal(got[:, :, 21:], 1 - digits[:, :, 21:])


def test_fog_is_a_smooth_cloud():
    cloud = apply("fog", np.zeros((300, SIDE, SIDE))) * 4 / 3
    # of 100 clouds by diamond-square: mean 0.57, deviation 0.19, from pixel to pixel 0.011
    assert cloud.mean() == pytest.approx(0.57, abs=0.03)
    assert cloud.std() == pytest.approx(0.19, abs=0.03)
    assert np.diff(cloud, axis=2).std() == pytest.approx(0.011, abs=0.002)
    assert apply("fog", np.ones((5, SIDE, SIDE))).min() >= 0.25


def test_spatter_is_dark_grey_and_covers_some(digits):
    got = apply("spatter", np.zeros((100, SIDE, SIDE)))
    assert got.max() <= 63 / 255 + 1e-6
    assert 0.05 < np.mean(got > 0) < 0.3
    assert apply("spatter", np.ones((100, SIDE, SIDE))).min() < 0.3  # ink is covered, too


def test_a_dotted_line_has_gaps_and_a_zigzag_turns():
    blank = np.zeros((50, SIDE, SIDE))
    columns = apply("dotted line", blank).max(axis=1) > 0.5
    assert columns.all(axis=0).tolist() == [x // 2 % 2 == 1 for x in range(SIDE)]
    wave = apply("zigzag", blank)
    assert not wave[:, :, [0, 1, 25, 26, 27]].any()
    level = [image for image in wave if image.max(axis=0)[2:25].min() > 0.5]  # none cut off
    steps = np.diff([image[:, 2:25].argmax(axis=0) for image in level], axis=1)
    assert len(level) > 10
    assert np.all(np.abs(steps) <= 2)
    assert np.all((np.diff(np.sign(steps), axis=1) != 0).sum(axis=1) >= 4)


def test_edges_are_an_outline():
    square = np.zeros((1, SIDE, SIDE))
    square[0, 8:20, 8:20] = 1
    edge = np.asarray(apply("canny edges", square))[0] > 0
    assert not edge[11:17, 11:17].any()  # nothing inside
    assert not edge[:6].any()
    for line in (edge[:, 14], edge[14]):
        assert line.sum() == 2  # in, and out again
    assert not apply("canny edges", square * 0.05).any()  # slopes of 0.14 at most: too faint
    assert apply("canny edges", square * 0.1).any()
    fading = square * np.interp(np.arange(SIDE), (8, 19), (0.05, 0.15))
    assert apply("canny edges", fading)[0, 6:10, 9].any()  # as faint, but part of a steep one


def test_looking_at_every_pixel_changes_nothing(digits):
    y, x = np.broadcast_arrays(corruptions.Y, corruptions.X, digits)[:2]
    np.testing.assert_array_equal(corruptions.look_up(digits, y, x), digits)
    assert not corruptions.look_up(digits, y, x + 40.0).any()


def test_the_table_counts_what_is_read(small):
    networks = {
        "mlp": load_network("weights/mlp.npz"),
        "robust": load_network("weights/robust.npz"),
    }
    split = Split(small.dev.images[:50], small.dev.labels[:50])
    shares = table(networks, split)
    assert list(shares) == ["none", *NAMES]
    for name, network in networks.items():
        read = network.predict(corrupted("scale", split.x.reshape(-1, SIDE, SIDE)))
        assert shares["scale"][name] == np.mean(read.argmax(axis=1) == split.labels)
        assert shares["none"][name] == np.mean(network.predict(split.x).argmax(1) == split.labels)


def test_the_command_measures_dev_unless_test_is_asked_for(small, monkeypatch, capsys):
    monkeypatch.setattr(corruptions, "load_mnist", lambda: small)
    for arguments, part in (([], "dev"), (["--test"], "test")):
        corruptions.main(["weights/softmax.npz", "weights/mlp.npz", *arguments])
        out = capsys.readouterr().out.splitlines()
        assert out[0] == f"200 {part} images, by weights/softmax.npz and weights/mlp.npz"
        assert len(out) == 1 + 1 + len(NAMES)
        assert f"{corruptions_none(small, part):.2%}" in out[1]


def corruptions_none(small, part):
    split = getattr(small, part)
    network = load_network("weights/mlp.npz")
    return np.mean(network.predict(split.x).argmax(axis=1) == split.labels)
