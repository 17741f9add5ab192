"""The synthetic pen: what it writes is what was asked, legible, and never twice the same."""

import re
import statistics

import numpy as np
import pytest

from nnlib import draw_digit, draw_other, load_network, strokes_to_image
from nnlib.images.handwriting import _slash, _write, drawings, drawn_images, other_images
from nnlib.images.others import OTHERS, SHAPES, STRANGERS
from nnlib.images.spline import _catmull_rom, template
from nnlib.images.strokes import CANVAS
from nnlib.images.styles import STYLES

EVERY_STYLE = [(digit, style) for digit in STYLES for style in STYLES[digit]]


def test_every_digit_has_styles_and_no_style_stands_twice():
    assert list(STYLES) == list(range(10))
    assert min(len(styles) for styles in STYLES.values()) >= 6
    texts = [STYLES[digit][style] for digit, style in EVERY_STYLE]
    assert len(set(texts)) == len(texts)
    assert len(OTHERS | SHAPES | STRANGERS) == len(OTHERS) + len(SHAPES) + len(STRANGERS)


@pytest.mark.parametrize(
    ("digit", "style"),
    [
        (9, "curled tail"),
        (9, "straight stem"),
        (9, "hooked tail"),
        (7, "plain"),
        (7, "crossed"),
        (7, "serif"),
        (4, "open"),
        (4, "closed in one"),
        (4, "zigzag"),
        (1, "plain"),
        (1, "flag"),
        (1, "flag and foot"),
        (0, "slashed"),
        (2, "looped base"),
        (2, "flat base"),
        (3, "flat top"),
        (5, "with a hat"),
        (8, "two circles"),
    ],
)
def test_the_styles_that_mnist_lacks_are_there(digit, style):
    assert style in STYLES[digit]


@pytest.mark.parametrize(("digit", "style"), EVERY_STYLE)
def test_every_style_is_drawn_on_the_canvas(digit, style, rng):
    most = 0  # strokes: in a few drawings the pen is not lifted
    for _ in range(5):
        strokes = draw_digit(digit, rng, style)
        most = max(most, len(strokes))
        points = np.concatenate(strokes)
        assert np.isfinite(points).all()
        assert points.min() >= 0
        assert points.max() <= CANVAS
        assert np.ptp(points, axis=0).max() > 0.25 * CANVAS
    assert most >= STYLES[digit][style].partition(">")[0].count("|") + 1


def test_a_crossed_seven_has_a_stroke_more():
    # the pen slips in a few drawings, and is not lifted in a few, hence the commonest of thirty
    plain, crossed = (
        statistics.mode(len(draw_digit(7, np.random.default_rng(i), style)) for i in range(30))
        for style in ("plain", "crossed")
    )
    assert (plain, crossed) == (1, 2)


def test_no_two_drawings_are_the_same(rng):
    images = np.stack([strokes_to_image(draw_digit(4, rng, "open")) for _ in range(100)])
    differences = np.abs(images[:50] - images[50:]).sum(axis=(1, 2))
    assert differences.min() > 10  # of about 90 of ink each


def test_the_same_generator_writes_the_same():
    one, two = (drawn_images(30, np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(one[0], two[0])
    np.testing.assert_array_equal(one[1], two[1])


def test_drawings_hold_every_digit_about_as_often(rng):
    labels, written = drawings(500, rng)
    assert len(written) == 500
    counts = np.bincount(labels, minlength=10)
    assert counts.min() > 25
    assert counts.max() < 80


def test_images_are_those_of_the_strokes():
    images, labels = drawn_images(20, np.random.default_rng(2))
    same_labels, written = drawings(20, np.random.default_rng(2))
    np.testing.assert_array_equal(labels, same_labels)
    assert (images.dtype, images.shape) == (np.uint8, (20, 28, 28))
    for image, strokes in zip(images, written, strict=True):
        np.testing.assert_allclose(image / 255, strokes_to_image(strokes), atol=0.002)


def test_a_network_that_knows_only_mnist_reads_most_of_it():
    network = load_network("weights/mlp.npz")
    images, labels = drawn_images(1000, np.random.default_rng(0))
    accuracy = np.mean(network.predict(images / np.float32(255)).argmax(axis=1) == labels)
    assert 0.6 < accuracy < 0.95  # legible, and yet not what MNIST's writers wrote


def test_the_curve_runs_through_its_points_and_is_straight_where_they_are():
    matrix = _catmull_rom(4, 0, 3)
    points = np.array([(0.0, 0.0), (10.0, 30.0), (50.0, 20.0), (60.0, 90.0)])
    np.testing.assert_allclose((matrix @ points)[::8], points, atol=1e-12)
    line = np.outer(np.arange(4.0), (3, -2))
    on_line = matrix @ line
    np.testing.assert_allclose(on_line[:, 0] * -2, on_line[:, 1] * 3, atol=1e-12)
    np.testing.assert_allclose(matrix.sum(axis=1), 1)


@pytest.mark.parametrize(("k", "begin", "end"), [(4, 0, 3), (5, 1, 3), (6, 2, 5), (2, 0, 1)])
def test_the_curve_is_hermites_with_half_the_way_between_the_neighbours_as_slope(k, begin, end):
    points = np.random.default_rng(k).normal(size=(k, 2))
    own = points[begin : end + 1]
    around = np.concatenate([[2 * own[0] - own[1]], own, [2 * own[-1] - own[-2]]])
    slope = (around[2:] - around[:-2]) / 2
    t = np.arange(8)[:, None] / 8
    parts = [
        (2 * t**3 - 3 * t**2 + 1) * own[i]
        + (t**3 - 2 * t**2 + t) * slope[i]
        + (3 * t**2 - 2 * t**3) * own[i + 1]
        + (t**3 - t**2) * slope[i + 1]
        for i in range(end - begin)
    ]
    want = np.concatenate([*parts, own[-1:]])
    np.testing.assert_allclose(_catmull_rom(k, begin, end) @ points, want, atol=1e-12)


def test_a_corner_is_sharp_and_a_curve_is_not():
    def sharpest_turn(text, corners):
        ((control, _, curve, _),) = template(text, corners)
        steps = np.diff(curve @ control, axis=0)
        angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
        return np.abs(np.diff(angles)).max()

    assert sharpest_turn("0,0 100,0! 100,100", True) > 1.4
    assert sharpest_turn("0,0 100,0! 100,100", False) < 0.7
    assert sharpest_turn("0,0 100,0 100,100", True) < 0.7


def test_both_ends_of_a_range_have_the_same_points_and_corners():
    ranges = [text.split(">") for styles in STYLES.values() for text in styles.values()]
    ranges = [ends for ends in ranges if len(ends) > 1]
    assert len(ranges) > 10
    for one, other in ranges:
        shape = [re.sub(r"[-0-9.]+,[-0-9.]+", "p", end).split() for end in (one, other)]
        assert shape[0] == shape[1], one


def test_a_range_is_written_from_end_to_end():
    ((one, other, _, _),) = template("0,0 100,0 > 0,0 50,80", True)
    np.testing.assert_array_equal(one, [(0, 0), (100, 0)])
    np.testing.assert_array_equal(other, [(0, 0), (50, 80)])
    heights = []
    for seed in range(200):
        (stroke, *_) = draw_digit(1, np.random.default_rng(seed), "back up at the foot")
        foot = stroke[:, 1].argmax()
        heights.append((stroke[foot, 1] - stroke[foot:, 1].min()) / np.ptp(stroke[:, 1]))
    low, high = np.quantile(heights, (0.1, 0.9))
    assert low < 0.15 < 0.3 < high


def test_a_pen_that_is_not_lifted_makes_one_stroke():
    lifted, joined = (
        [joined for *_, joined in template(f"0,0 0,100 {sign} 50,0 50,100", True)] for sign in "|&"
    )
    assert (lifted, joined) == ([False, False], [False, True])
    counts = [len(draw_digit(0, np.random.default_rng(i), "slashed in one")) for i in range(30)]
    assert statistics.mode(counts) == 1


def test_slashes_lie_at_many_angles_inside_the_ring_and_past_it(rng):
    slashes = np.array([_slash(rng) for _ in range(1000)])
    steps = np.diff(slashes, axis=1)[:, 0]
    angles = np.degrees(np.arctan2(-steps[:, 1], steps[:, 0])) % 180
    counts, _ = np.histogram(angles, 6, (0, 180))
    assert counts.min() > 10  # every direction
    assert 30 < np.median(angles) < 70  # but most of them upwards
    lengths = np.hypot(*steps.T)
    assert (lengths < 80).mean() > 0.15
    assert (lengths > 120).mean() > 0.3
    assert 0.4 < np.mean(steps[:, 1] > 0) < 0.6  # drawn either way


@pytest.mark.parametrize("name", [*OTHERS, *SHAPES, *STRANGERS, "scribble", "two digits", None])
def test_what_is_no_digit(name, rng):
    for _ in range(5):
        image = strokes_to_image(draw_other(rng, name))
        assert image.sum() > 20


def test_no_fewer_than_none_are_drawn(rng):
    for draw in (other_images, drawings):
        with pytest.raises(ValueError, match=r"^n: got -1, want an integer"):
            draw(-1, rng)
    assert other_images(0, rng).shape == (0, 28, 28)


def test_other_images(rng):
    images = other_images(10, rng)
    assert (images.dtype, images.shape) == (np.uint8, (10, 28, 28))


def test_nobody_trains_on_the_strangers(monkeypatch, rng):
    written = []
    monkeypatch.setattr(
        "nnlib.images.handwriting._write",
        lambda text, rng: written.append(text) or [np.eye(2) * 50],
    )
    for _ in range(600):
        draw_other(rng)
    assert set((OTHERS | SHAPES).values()) <= set(written)
    assert not set(STRANGERS.values()) & set(written)


def test_what_is_unknown_is_refused(rng):
    with pytest.raises(ValueError, match="digit: got 10, want"):
        draw_digit(10, rng)
    with pytest.raises(ValueError, match="style: got 'gothic', want one of plain, curved"):
        draw_digit(7, rng, "gothic")
    with pytest.raises(ValueError, match="name: got 'aleph', want scribble"):
        draw_other(rng, "aleph")


def test_two_digits_stand_side_by_side_and_do_not_touch(rng):
    for _ in range(100):
        strokes = draw_other(rng, "two digits")
        gaps = []
        for cut in range(1, len(strokes)):
            left, right = np.concatenate(strokes[:cut]), np.concatenate(strokes[cut:])
            gaps.append(right[:, 0].min() - left[:, 0].max())
        assert 2 - 1e-9 <= max(gaps) <= 25 + 1e-9


def test_both_of_two_digits_are_any(rng, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "nnlib.images.handwriting.draw_digit",
        lambda digit, rng: seen.append(digit) or [np.eye(2) * 50],
    )
    for _ in range(200):
        draw_other(rng, "two digits")
    assert set(seen) == set(range(10))


def test_a_scribble_fills_its_square_with_seven_turns_or_more(rng, monkeypatch):
    written = []
    monkeypatch.setattr(
        "nnlib.images.handwriting._write", lambda text, rng: written.append(text) or []
    )
    for _ in range(300):
        draw_other(rng, "scribble")
    turns = [[tuple(map(float, p.split(","))) for p in text.split()] for text in written]
    assert {len(points) for points in turns} == set(range(7, 20))
    every = np.array([point for points in turns for point in points])
    assert every.min() == 0
    assert every.max() == 100


def test_the_hand_is_as_unsteady_as_the_one_that_was_trained_on():
    """Each of the constants has a part in these sums: weights and tables rest on them."""
    shape = "10,10 50,90 90,10! 20,50 | 20,50 80,50 | /"
    drawn = [_write(shape, np.random.default_rng(seed)) for seed in range(40)]
    points = np.concatenate([stroke for strokes in drawn for stroke in strokes])
    assert (sum(map(len, drawn)), len(points)) == (119, 1881)
    assert points.sum() == pytest.approx(525_643.31715, rel=1e-9)
    assert (points**2).sum() == pytest.approx(85_718_352.0985, rel=1e-9)
