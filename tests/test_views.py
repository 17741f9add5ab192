"""Asked more than once: the views are what their names say, and the mean of the answers counts."""

import numpy as np
import pytest

from nnlib import Network, evaluate, load_network
from nnlib.evaluation import Evaluation, evaluate_drawings
from nnlib.images import views as room
from nnlib.images.hands import strangers
from nnlib.images.strokes import CENTRE, SIDE, strokes_to_images
from nnlib.images.views import SHIFT, SIZE, SLANT, TURN, VIEWS, views
from nnlib.losses import familiarity


@pytest.fixture(scope="module")
def robust():
    return load_network("weights/robust.npz")


def seen(images):
    return dict(zip(VIEWS, views(images), strict=True))


def blob(y, x):
    """A soft spot of ink."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    return np.exp(-0.5 * ((rows - y) ** 2 + (columns - x) ** 2)).astype(np.float32)


def centre(image):
    y, x = np.mgrid[:SIDE, :SIDE]
    image = image.reshape(SIDE, SIDE)
    return np.array([(image * y).sum(), (image * x).sum()]) / image.sum()


def test_there_are_eleven_and_the_first_is_the_image(rng):
    images = rng.random((5, SIDE, SIDE), np.float32)
    got = seen(images)
    assert len(got) == 11
    np.testing.assert_array_equal(got["as it is"], images.reshape(5, -1))
    for view in got.values():
        assert (view.shape, view.dtype) == ((5, 784), np.float32)
        assert view.min() >= 0
        assert view.max() <= 1 + 1e-6


@pytest.mark.parametrize(
    ("name", "y", "x"),
    [
        # of a spot 5 pixels above and 3 to the right of the middle
        ("turned left", -5 * np.cos(TURN) - 3 * np.sin(TURN), 3 * np.cos(TURN) - 5 * np.sin(TURN)),
        ("turned right", 3 * np.sin(TURN) - 5 * np.cos(TURN), 3 * np.cos(TURN) + 5 * np.sin(TURN)),
        ("slanted left", -5, 3 - 5 * SLANT),
        ("slanted right", -5, 3 + 5 * SLANT),
        ("larger", -5 * np.exp(SIZE), 3 * np.exp(SIZE)),
        ("smaller", -5 * np.exp(-SIZE), 3 * np.exp(-SIZE)),
        ("moved left", -5, 3 - SHIFT),
        ("moved right", -5, 3 + SHIFT),
        ("moved up", -5 - SHIFT, 3),
        ("moved down", -5 + SHIFT, 3),
    ],
)
def test_a_view_is_what_its_name_says(name, y, x):
    got = centre(seen(blob(CENTRE - 5, CENTRE + 3))[name])
    np.testing.assert_allclose(got, [CENTRE + y, CENTRE + x], atol=0.05)


def test_the_middle_stays_in_the_middle():
    for name, view in seen(blob(CENTRE, CENTRE)).items():
        there = abs(centre(view) - CENTRE).sum()
        assert there == pytest.approx(SHIFT if "moved" in name else 0, abs=0.01)


def test_ink_that_leaves_the_image_comes_back_nowhere():
    image = np.zeros((SIDE, SIDE), np.float32)
    image[0] = image[:, 27] = 1
    got = seen(image)
    assert not got["moved up"].reshape(SIDE, SIDE)[:, :27].any()
    assert not got["moved right"].reshape(SIDE, SIDE)[2:].any()


def test_looking_between_pixels_is_bilinear(rng):
    image = rng.random((SIDE, SIDE), np.float32)
    a, b, c, d, e, f = VIEWS["turned left"]
    x, y = 17 - CENTRE, 9 - CENTRE
    there_y, there_x = d * x + e * y + f + CENTRE, a * x + b * y + c + CENTRE
    top, left = int(there_y), int(there_x)
    dy, dx = there_y - top, there_x - left
    square = image[top : top + 2, left : left + 2]
    wanted = np.array([1 - dy, dy]) @ square @ np.array([1 - dx, dx])
    assert seen(image)["turned left"].reshape(SIDE, SIDE)[9, 17] == pytest.approx(wanted, rel=1e-5)


def test_bytes_count_to_255_and_none_is_none(rng):
    images = rng.integers(0, 256, (3, SIDE, SIDE), np.uint8)
    floats = images / np.float32(255)
    for one, two in zip(views(images), views(floats), strict=True):
        np.testing.assert_allclose(one, two, atol=1e-6)
    assert [view.shape for view in views(images[:0])] == [(0, 784)] * 11
    with pytest.raises(ValueError, match=r"images: got shape \(2, 10\), want"):
        next(views(np.zeros((2, 10))))


def test_where_to_look_is_worked_out_once():
    assert room._looks() is room._looks()


def test_the_scores_are_the_mean_over_the_views(robust, small):
    images = small.dev.images[:30]
    wanted = np.mean([robust.logits(view) for view in views(images)], axis=0)
    np.testing.assert_allclose(robust.logits(images, views=True), wanted, rtol=1e-4, atol=1e-4)
    assert robust.logits(images, views=True).dtype == np.float32
    probabilities, known = robust.read(images, views=True)
    np.testing.assert_array_equal(robust.predict(images, views=True), probabilities)
    np.testing.assert_array_equal(robust.knows(images, views=True), known)
    np.testing.assert_array_equal(
        known, familiarity(robust.logits(images, True)) >= robust.familiarity_threshold
    )
    assert not robust.knows(np.zeros((1, 784)), views=True)[0]


def test_more_looks_decide_what_is_known(robust):
    images = strokes_to_images(strangers("dev")[:300])
    looked = robust.knows(images, views=True)
    np.testing.assert_array_equal(looked, robust.read(images, views=True)[1])
    assert (looked != robust.knows(images)).any()


def test_one_look_is_what_it_was(robust, small):
    x = robust.normalise(small.dev.images)
    np.testing.assert_array_equal(robust.logits(small.dev.images), robust.forward(x))


def test_many_images_are_read_like_few(robust, mnist):
    images = mnist.dev.images[:2100]
    np.testing.assert_allclose(
        robust.logits(images, views=True)[-3:], robust.logits(images[-3:], views=True), atol=1e-3
    )


def test_more_looks_read_more(robust, mnist):
    once, often = (evaluate(robust, mnist.dev, views) for views in (False, True))
    assert isinstance(often, Evaluation)
    assert often.accuracy > once.accuracy + 0.001  # 99.37 and 99.53 %
    assert often.loss < once.loss


def test_drawings_can_be_looked_at_often_too(robust):
    drawings = [(1, [np.array([(50, 10), (50, 90)])])]
    once, often = (evaluate_drawings(robust, drawings, views) for views in (False, True))
    assert once.accuracy == often.accuracy == 1
    assert not np.array_equal(once.probabilities, often.probabilities)


def test_a_network_of_other_sizes_has_no_views(rng):
    with pytest.raises(ValueError, match="images: got shape"):
        Network((7, 3), rng).logits(np.zeros((2, 7)), views=True)
