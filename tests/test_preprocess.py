"""Any image → 28 × 28: what the light, the paper, the size and the place may not change."""

import tracemalloc

import numpy as np
import pytest

from nnlib import ImageError, draw_digit, image_to_tensor, load_network
from nnlib.files import ROOT
from nnlib.images.grey import SMALLEST_SIDE, to_grey
from nnlib.images.preprocess import find_ink
from nnlib.images.resampling import enlarged, overlaps
from nnlib.images.strokes import CENTRE, centre_of_mass
from photographs import on_paper, photo


@pytest.fixture(scope="module")
def digits(mnist):
    return mnist.dev.images[:60] / 255.0


def agreement(a, b):
    """The cosine between two images."""
    return float(np.sum(a * b) / np.sqrt(np.sum(a * a) * np.sum(b * b)))


def test_shape_type_range_and_place(digits):
    for digit in digits:
        out = image_to_tensor(digit)
        assert (out.shape, out.dtype) == ((28, 28), np.float32)
        assert out.min() >= 0
        assert out.max() <= 1
        np.testing.assert_allclose(centre_of_mass(out), CENTRE, atol=0.05)
        rows, columns = (np.flatnonzero(out.max(axis=axis) > 0.5) for axis in (0, 1))
        assert 18 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21


def test_mnists_own_images_come_back_nearly_as_they_were(digits):
    # they were moved by whole pixels only, and we move by parts of them
    assert np.mean([agreement(image_to_tensor(digit), digit) for digit in digits]) > 0.94


def test_dark_on_light_is_light_on_dark(digits):
    for digit in digits[:20]:
        np.testing.assert_allclose(image_to_tensor(1 - digit), image_to_tensor(digit), atol=1e-6)


def test_integers_floats_and_channels_are_the_same_image(digits):
    grey = np.rint(255 * (1 - digits[0])).astype(np.uint8)
    expected = image_to_tensor(grey)
    rgb = np.repeat(grey[:, :, None], 3, axis=2)
    opaque = np.concatenate([rgb, np.full_like(rgb[:, :, :1], 255)], axis=2)
    for same in (grey / 255, grey[:, :, None], rgb, rgb / 255, opaque, opaque / np.float32(255)):
        np.testing.assert_allclose(image_to_tensor(same), expected, atol=1e-4)


@pytest.mark.parametrize(
    ("colour", "luminance"), [((1, 0, 0), 0.299), ((0, 1, 0), 0.587), ((0, 0, 1), 0.114)]
)
def test_colours_are_as_light_as_the_eye_sees_them(digits, colour, luminance):
    paper, ink = np.ones(3), np.array(colour, float)
    coloured = paper + digits[2][:, :, None] * (ink - paper)
    grey = 1 + digits[2] * (luminance - 1)
    np.testing.assert_allclose(find_ink(coloured), find_ink(grey), atol=1e-9)


@pytest.mark.parametrize("ink", [0, 255])
def test_ink_on_a_transparent_sheet(digits, ink):
    alpha = np.rint(255 * digits[1]).astype(np.uint8)
    rgba = np.stack([np.full_like(alpha, ink)] * 3 + [alpha], axis=2)
    np.testing.assert_allclose(image_to_tensor(rgba), image_to_tensor(digits[1]), atol=0.02)


@pytest.mark.parametrize("dark_ink", [True, False])
def test_photos_look_like_the_digit(digits, rng, dark_ink):
    likeness = []
    for digit in digits:
        taken = photo(on_paper(digit, rng), rng, dark_ink)
        likeness.append(agreement(image_to_tensor(taken), image_to_tensor(digit)))
    assert np.mean(likeness) > 0.94  # the photograph, which is larger, may be given another pen
    assert min(likeness) > 0.85


@pytest.mark.parametrize("dark_ink", [True, False])
def test_photos_of_mnist_are_read_nearly_as_well_as_mnist(mnist, rng, dark_ink):
    network = load_network("weights/mlp.npz")
    images, labels = mnist.dev.images[:150] / 255.0, mnist.dev.labels[:150]
    tensors = [image_to_tensor(photo(on_paper(image, rng), rng, dark_ink)) for image in images]
    assert np.mean(network.predict(np.stack(tensors)).argmax(axis=1) == labels) > 0.93


def test_size_and_place_do_not_matter(digits, rng):
    for digit in digits[:10]:
        small, large = (on_paper(digit, rng, side, zoom) for side, zoom in ((120, 3), (260, 8)))
        # the outline of either may be moved to MNIST's pen, on pixels of another size
        assert agreement(image_to_tensor(small), image_to_tensor(large)) > 0.95


def test_large_photos_are_averaged_down(digits, rng):
    large = photo(on_paper(digits[3], rng, 1200, 30), rng)
    assert max(find_ink(large).shape) == 280
    assert agreement(image_to_tensor(large), image_to_tensor(digits[3])) > 0.95


@pytest.mark.parametrize("shape", [(3000, 4000, 3), (1500, 1600, 4), (10_000, 300)])
def test_a_cameras_photo_needs_little_memory(shape):
    image = np.full(shape, 230, np.uint8)
    image[shape[0] // 4 : shape[0] // 2, shape[1] // 3 : shape[1] // 2, ...] = 20
    if shape[2:] == (4,):
        image[:, :, 3] = 255
    tracemalloc.start()
    try:
        image_to_tensor(image)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_pen_strokes_in_a_photo(rng):
    """Drawings rastered as a canvas would, and photographed."""
    y, x = np.mgrid[:280, :280]
    for digit in (2, 4, 7):
        canvas = np.zeros((280, 280))
        for stroke in draw_digit(digit, rng):
            for px, py in stroke:
                canvas[np.hypot(x - px, y - py) < 8] = 1
        clean = image_to_tensor(canvas)
        assert agreement(image_to_tensor(photo(canvas, rng)), clean) > 0.95


@pytest.mark.parametrize("pen", [6, 12, 16])
def test_a_narrow_and_a_wide_digit_keep_their_aspect(pen):
    for height, width in ((90, 55), (60, 90)):
        image = np.zeros((120, 120))
        image[10 : 10 + height, 10 : 10 + width] = 1
        image[10 + pen : 10 + height - pen, 10 + pen : 10 + width - pen] = 0
        out = image_to_tensor(image)
        got = np.array([out.max(axis=axis).sum() for axis in (1, 0)])
        centre_lines = np.array([height, width]) - pen
        expected = 2.65 + (20 - 2.65) * centre_lines / centre_lines.max()
        np.testing.assert_allclose(got, expected, atol=1.0)


def test_resampling_keeps_the_ink():
    matrix = overlaps(37, 28, 0.5, 3.3)
    np.testing.assert_allclose(matrix.sum(axis=0), 0.5)  # each pixel goes somewhere, whole
    np.testing.assert_allclose(matrix.sum(axis=1).max(), 1)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_images_are_refused(level):
    with pytest.raises(ImageError, match="image: is blank"):
        image_to_tensor(np.full((50, 50), level, np.uint8))


def test_an_empty_sheet_under_uneven_light_is_blank(rng):
    with pytest.raises(ImageError, match="image: is blank"):
        image_to_tensor(photo(np.zeros((150, 150)), rng, noise=0.003))


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros(784), r"got shape \(784,\), want"),
        (np.zeros((28, 28, 2)), r"got shape \(28, 28, 2\), want"),
        (np.zeros((2, 28, 28, 3)), "got shape"),
        (np.zeros((SMALLEST_SIDE - 1, 28)), "got 7 × 28 pixels, want at least 8 and at most"),
        (np.zeros((28, 28), np.int64), "got dtype int64, want uint8"),
        (np.full((28, 28), np.nan), "not finite"),
        (np.full((28, 28), 255.0), "got floats from 255 to 255, want 0 to 1"),
        (np.full((28, 28), -0.1), "got floats from -0.1"),
        (np.broadcast_to(np.uint8(0), (10_001, 9)), "got 10001 × 9 pixels, .* at most 10,000 each"),
        ([[1, 2], [3]], "got no array of pixels"),
        (None, r"got shape \(\), want"),
        ("photo.png", r"got shape \(\), want"),
    ],
)
def test_what_is_no_image_is_refused(image, message):
    with pytest.raises(ImageError, match=message):
        image_to_tensor(image)


def test_the_smallest_picture_that_is_looked_at():
    assert to_grey(np.zeros((SMALLEST_SIDE, 28))).shape == (SMALLEST_SIDE, 28)


def sheets() -> dict[str, np.ndarray]:
    """Pictures of one 3 by plain arithmetic: no drawing code of the library is in them."""
    y, x = np.mgrid[:600, :450] / 450.0
    turn = np.linspace(-2.2, 2.0, 60)
    ink = np.full(x.shape, np.inf)
    for centre_y in (0.42, 0.82):
        for angle in turn:
            point = 0.45 + 0.2 * np.cos(angle), centre_y + 0.2 * np.sin(angle)
            ink = np.minimum(ink, np.hypot(x - point[0], y - point[1]))
    stroke = np.clip((0.035 - ink) * 60, 0, 1)
    grain = (np.random.PCG64(5).random_raw(x.size) % 256 / 255.0).reshape(x.shape)
    shadow = 0.9 - 0.35 * x + 0.1 * y * x - 0.15 * y**2
    photo = np.clip(shadow * (1 - 0.7 * stroke) + 0.02 * (grain - 0.5), 0, 1)
    colours = np.stack([photo, photo * 0.95, photo * (0.8 - 0.5 * stroke)], axis=2)
    light = np.concatenate([np.ones((*x.shape, 3)), stroke[:, :, None]], axis=2)
    dark = np.concatenate([np.zeros((*x.shape, 3)), stroke[:, :, None]], axis=2)
    return {
        "photo": (photo * 255).round().astype(np.uint8),
        "colours": colours,
        "light ink on nothing": light,
        "dark ink on nothing": dark,
        "blackboard": 0.2 + 0.1 * y / 2 + 0.5 * stroke,
        "scan of 24 pixels": 1 - stroke[: 24 * 25, : 24 * 18].reshape(24, 25, 24, 18).mean((1, 3)),
        "faint": 0.8 - 0.08 * stroke,
        "wide": np.pad(1 - stroke, ((0, 0), (350, 50)), constant_values=1.0)[::3],
    }


PICTURES = ROOT / "tests" / "pictures.npz"  # what `image_to_tensor` made of them, in bytes


def test_the_same_pictures_become_the_same_tensors():
    """Every threshold of the way has a part in one of these; a change to it shows here."""
    with np.load(PICTURES) as stored:
        for name, picture in sheets().items():
            tensor = image_to_tensor(picture)
            assert np.abs(tensor - stored[name] / 255.0).max() < 0.006, name
            assert load_network("weights/robust.npz").predict(tensor).argmax() == 3, name


if __name__ == "__main__":  # stores them again, when a change of them is meant
    made = {name: np.rint(255 * image_to_tensor(picture)) for name, picture in sheets().items()}
    np.savez_compressed(PICTURES, **{name: image.astype(np.uint8) for name, image in made.items()})


def test_on_a_transparent_sheet_only_light_ink_has_dark_paper_behind(digits):
    alpha = np.rint(255 * digits[1]).astype(np.uint8)
    for ink, paper in ((100, 1.0), (160, 1.0), (200, 0.0)):
        rgba = np.stack([np.full_like(alpha, ink)] * 3 + [alpha], axis=2)
        assert to_grey(rgba)[0, 0] == pytest.approx(paper), ink


def test_a_shadow_over_half_the_pen_changes_its_ink_little(digits):
    light = np.linspace(0.35, 1.0, 280)[:, None] * np.ones(280)
    ink = np.kron(digits[2], np.ones((10, 10)))
    lit, even = (find_ink(paper * (1 - 0.7 * ink)) for paper in (light, np.ones((280, 280))))
    assert np.abs(lit - even).max() < 0.35
    assert np.abs(lit - even).mean() < 0.01


def test_the_papers_noise_is_no_ink(digits, rng):
    ink = np.kron(digits[2], np.ones((10, 10)))
    noisy = np.clip(0.9 - 0.35 * ink + rng.normal(0, 0.03, ink.shape), 0, 1)
    beside = np.kron(digits[2], np.ones((10, 10))) == 0
    assert np.mean(find_ink(noisy)[beside] > 0) < 0.01


def test_a_few_darker_spots_do_not_make_the_pen_faint(digits):
    ink = np.kron(digits[2], np.ones((10, 10)))
    sheet = 1 - 0.4 * ink
    inked = np.argwhere(ink > 0.9)[::97]
    sheet[inked[:, 0], inked[:, 1]] = 0.0
    plain = find_ink(1 - 0.4 * ink)
    assert np.abs(find_ink(sheet) - plain)[ink < 0.9].max() < 0.1


def test_enlarging_keeps_a_slope_and_is_flat_beyond_the_outermost_middles():
    y, x = np.mgrid[:3, :4].astype(float)
    out = enlarged(2 * y + 3 * x, (12, 16), 4)
    down, across = (np.clip((np.arange(4 * n) + 0.5) / 4 - 0.5, 0, n - 1) for n in (3, 4))
    np.testing.assert_allclose(out, 2 * down[:, None] + 3 * across)
