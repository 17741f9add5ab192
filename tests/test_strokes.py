"""From strokes to the 28 × 28 image: what must not matter, what is refused, what is read."""

import gzip
from itertools import pairwise

import numpy as np
import pytest

from nnlib import DrawingError, read_unipen, strokes_to_image
from nnlib.images.strokes import (
    CENTRE,
    EDGE,
    PEN_WIDTH,
    REACH,
    _draw,
    _segments,
    centre_of_mass,
    strokes_to_images,
)

FOUR = [
    np.array([(120.0, 40.0), (60.0, 150.0), (180.0, 150.0)]),
    np.array([(140.0, 90.0), (135.0, 230.0)]),
]


def test_shape_type_and_range():
    image = strokes_to_image(FOUR)
    assert (image.shape, image.dtype) == ((28, 28), np.float32)
    assert (image.min(), image.max()) == (0, 1)


@pytest.mark.parametrize("scale", [0.2, 0.5, 1, 2, 3])
@pytest.mark.parametrize("shift", [(0, 0), (-30, 55)])
def test_size_and_place_do_not_matter(scale, shift):
    moved = [stroke * scale + shift for stroke in FOUR]
    np.testing.assert_allclose(strokes_to_image(moved), strokes_to_image(FOUR), atol=1e-3)


@pytest.mark.parametrize("canvas", [140, 280, 500, 1000])
@pytest.mark.parametrize("seed", range(6))
def test_any_canvas_any_size_any_place_give_the_same_tensor(canvas, seed):
    """Random squiggles at every size that leaves a drawing, somewhere on the sheet."""
    rng = np.random.default_rng(seed)
    strokes = [rng.random((rng.integers(2, 12), 2)) for _ in range(rng.integers(1, 4))]
    expected = strokes_to_image([stroke * 280 for stroke in strokes])
    for scale in (0.2, 0.5, 1, 2, 3):
        place = rng.uniform(-canvas, canvas, 2)
        moved = [stroke * scale * canvas + place for stroke in strokes]
        np.testing.assert_allclose(strokes_to_image(moved), expected, atol=1e-3)


def test_only_pixels_near_a_piece_are_inked_and_yet_all_that_should_be():
    """The quick way, against the distance of every pixel to every piece."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        segments = _segments([rng.uniform(0, 28, (8, 2))])
        row, column = np.mgrid[:28, :28][..., None]
        (x, y), (dx, dy) = segments[:, 0].T, (segments[:, 1] - segments[:, 0]).T
        t = np.clip(((column - x) * dx + (row - y) * dy) / (dx * dx + dy * dy), 0, 1)
        distance = np.hypot(column - x - t * dx, row - y - t * dy).min(axis=-1)
        ramp = np.clip((REACH - distance) / EDGE, 0, 1)
        np.testing.assert_allclose(_draw(segments), ramp * ramp * (3 - 2 * ramp), atol=1e-4)


def test_thousands_of_points():
    along = np.linspace(4 * np.pi, 10 * np.pi, 20_000)
    spiral = along[:, None] * np.stack([np.cos(along), np.sin(along)], axis=1) + 200
    image = strokes_to_image([spiral])
    np.testing.assert_allclose(strokes_to_image([spiral[::7]]), image, atol=2e-3)


def test_duplicate_points_change_nothing():
    doubled = [np.repeat(stroke, 3, axis=0) for stroke in FOUR]
    np.testing.assert_allclose(strokes_to_image(doubled), strokes_to_image(FOUR), atol=1e-6)


def test_the_centre_of_mass_is_mnists():
    np.testing.assert_allclose(centre_of_mass(strokes_to_image(FOUR)), CENTRE, atol=0.02)


def test_the_ink_fits_mnists_box(mnist):
    rows = np.flatnonzero(strokes_to_image(FOUR).max(axis=1) > 0.02)
    assert 19 <= rows[-1] - rows[0] + 1 <= 21


def test_the_stroke_is_as_thick_as_mnists():
    image = strokes_to_image([np.array([(100.0, 20.0), (100.0, 220.0)])])
    assert image[10:18].sum(axis=1) == pytest.approx(PEN_WIDTH, rel=0.02)


def test_y_points_down():
    tick = strokes_to_image([np.array([(0.0, 0.0), (0.0, 100.0), (60.0, 100.0)])])
    assert tick.sum(axis=1).argmax() > CENTRE  # the row of the horizontal part


def test_more_points_on_the_same_line_change_nothing():
    dense = [
        np.concatenate([np.linspace(a, b, 50) for a, b in pairwise(stroke)]) for stroke in FOUR
    ]
    np.testing.assert_allclose(strokes_to_image(dense), strokes_to_image(FOUR), atol=1e-3)


@pytest.mark.parametrize("points", [[(80, 90)], [(80, 90)] * 5, [(80, 90), (81, 90)]])
def test_a_click_is_a_dot(points):
    image = strokes_to_image([np.array(points, float)])
    assert image.max() == 1
    assert 3 < image.sum() < 12


def test_empty_strokes_beside_others_are_passed_over():
    with_empty = [np.empty((0, 2)), *FOUR, []]
    np.testing.assert_array_equal(strokes_to_image(with_empty), strokes_to_image(FOUR))


@pytest.mark.parametrize("strokes", [[], [[]], [np.empty((0, 2))]])
def test_nothing_drawn_is_refused(strokes):
    with pytest.raises(DrawingError, match="nothing to draw"):
        strokes_to_image(strokes)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_points_that_are_not_numbers_are_refused(bad):
    with pytest.raises(DrawingError, match=r"strokes\[1\]: holds a point"):
        strokes_to_image([FOUR[0], np.array([(1.0, bad)])])


def test_other_shapes_are_refused():
    with pytest.raises(DrawingError, match=r"strokes\[0\]: got shape \(3, 3\), want \(n, 2\)"):
        strokes_to_image([np.zeros((3, 3))])


UNIPEN = """\
.LEXICON "0" "1"
.HIERARCHY DIGIT

.SEGMENT DIGIT 0-1 ? "4"
.COMMENT 4 12 224
.PEN_DOWN
 100  300
 90  200
.PEN_UP
.DT 100
.PEN_DOWN
 120  250
.PEN_UP
.SEGMENT DIGIT 2 ? "1"
.PEN_DOWN
 5 6
 5 -7
.PEN_UP
"""


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_unipen(tmp_path, pack):
    path = tmp_path / "drawings"
    path.write_bytes(pack(UNIPEN.encode()))
    (first, four), (second, one) = drawings = read_unipen(path)
    assert [drawing.writer for drawing in drawings] == ["12", ""]
    assert (first, second) == (4, 1)
    assert [stroke.tolist() for stroke in four] == [[[100, -300], [90, -200]], [[120, -250]]]
    assert [stroke.tolist() for stroke in one] == [[[5, -6], [5, 7]]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no .SEGMENT"),
        (b"\x1f\x8b\x08garbage", "truncated"),
        (b"\xff\xfe\x00", "not UNIPEN text"),
        (b'.SEGMENT DIGIT 0 ? "x"', 'line 1: .* want a label such as "4"'),
        (b".PEN_DOWN\n1 2", "line 1: a stroke before"),
        (b'.SEGMENT DIGIT 0 ? "1"\n1 2', "line 2: got '1 2', want two integers"),
        (b'.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n1 2 3', "line 3: got '1 2 3'"),
        (b'.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n1 nan', "line 3: got '1 nan'"),
        (b'.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n1 --5', "line 3: got '1 --5'"),
        (b'.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n1 ' + b"9" * 400, "line 3: got '1 999"),
        (b'.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n.PEN_UP\n', "its last drawing holds no point"),
        (b'.SEGMENT DIGIT 0 ? "1"\n.SEGMENT DIGIT 0 ? "2"', "line 2: the drawing before it holds"),
        (b"\n" * 10_000_001, "holds more than 10,000,000 bytes"),
        (gzip.compress(b"\n" * 200_000_000, 1), "holds more than 10,000,000 bytes"),
    ],
)
def test_unipen_refuses(tmp_path, content, message):
    path = tmp_path / "drawings"
    path.write_bytes(content)
    with pytest.raises(DrawingError, match=message):
        read_unipen(path)


@pytest.mark.parametrize(
    ("strokes", "message"),
    [
        (None, "strokes: got NoneType, want a list of strokes"),
        ([[(0, 0), (1,)]], r"strokes\[0\]: got no array of points"),
        ([FOUR[0], [("a", "b")]], r"strokes\[1\]: got dtype <U1, want numbers"),
        ([FOUR[0].astype(complex)], r"strokes\[0\]: got dtype complex128"),
        ([[(10**30, 0)]], r"strokes\[0\]: got dtype object"),
        ([[(0, 0), (1e300, 1)]], r"strokes\[0\]: holds a point 1e\+300 from the origin"),
        ([[(0, 0)]] * 50_000, "make 50,000 pieces of line, want at most 40,000"),
        ([np.tile([(0.0, 0.0), (100.0, 100.0)], (5000, 1))], "want at most 40,000"),
    ],
)
def test_what_no_pen_writes_is_refused(strokes, message):
    with pytest.raises(DrawingError, match=message):
        strokes_to_image(strokes)


def test_a_million_points_are_a_drawing_if_the_line_is_no_longer_than_one():
    along = np.linspace(0, 6, 1_000_000)
    line = 100 * np.stack([np.cos(along), np.sin(along)], axis=1)
    np.testing.assert_allclose(
        strokes_to_image([line]), strokes_to_image([line[::1000]]), atol=0.03
    )


def test_many_drawings_are_each_drawn_alone():
    one, two = [np.array([(50.0, 10.0), (50.0, 90.0)])], [np.array([(0.0, 0.0), (90.0, 30.0)])]
    images = strokes_to_images(iter([one, two]))
    assert images.dtype == np.float32
    for image, strokes in zip(images, (one, two), strict=True):
        np.testing.assert_array_equal(image, strokes_to_image(strokes))
    none = strokes_to_images([])
    assert (none.shape, none.dtype) == ((0, 28, 28), np.float32)


def test_ink_is_laid_by_the_distance_to_the_nearest_piece(rng):
    """Against the definition, pixel by pixel and piece by piece, in float64."""
    strokes = [rng.uniform(4, 24, (6, 2)) for _ in range(3)]
    segments = _segments(strokes)
    y, x = np.mgrid[:28, :28].astype(float)
    nearest = np.full((28, 28), np.inf)
    for (x0, y0), (x1, y1) in segments:
        dx, dy = x1 - x0, y1 - y0
        t = np.clip(((x - x0) * dx + (y - y0) * dy) / max(dx * dx + dy * dy, 1e-12), 0, 1)
        nearest = np.minimum(nearest, np.hypot(x - x0 - t * dx, y - y0 - t * dy))
    ramp = np.clip((REACH - nearest) / EDGE, 0, 1)
    drawn = _draw(segments)
    assert drawn.dtype == np.float32
    np.testing.assert_allclose(drawn, ramp * ramp * (3 - 2 * ramp), atol=2e-5)


def test_pieces_are_half_a_pixel_long_and_as_few_as_that_takes():
    (pieces,) = (_segments([np.array([(0.0, 0.0), (3.0, 0.0)])]),)
    assert len(pieces) == 6
    np.testing.assert_allclose(pieces[:, 1] - pieces[:, 0], [[0.5, 0.0]] * 6)
    assert len(_segments([np.array([(1.0, 1.0)])])) == 1  # a dot


def test_a_small_dot_is_drawn_as_it_is_and_a_larger_one_blown_up():
    ink = [
        strokes_to_image([np.array([(10.0, 10.0), (10.0 + side, 10.0)])]).sum()
        for side in (0.0, 1.9, 2.1)
    ]
    assert ink[0] < ink[1] < ink[0] + 1.2 * 2.65 * 1.9
    assert ink[2] > 3 * ink[1]


def test_many_short_strokes_are_too_long_together():
    stroke = np.stack([np.linspace(0, 20, 1000), np.tile([0.0, 20.0], 500)], axis=1)
    one = [stroke, np.array([(0.0, 0.0), (20.0, 20.0)])]
    strokes_to_image(one)
    with pytest.raises(DrawingError, match=r"pieces of line, want at most .*begin again\."):
        strokes_to_image([stroke, stroke])


def test_a_point_after_the_pen_is_up_belongs_to_no_stroke(tmp_path):
    path = tmp_path / "drawing"
    path.write_text('.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n 1 2\n.PEN_UP\n 3 4\n')
    with pytest.raises(DrawingError, match="line 5: got '3 4', want two integers between"):
        read_unipen(path)


def test_the_pen_is_as_wide_and_as_fine_as_the_one_that_was_trained_with():
    curve = [np.array([(10, 10), (90, 30), (20, 60), (80, 95)], float)]
    assert strokes_to_image(curve).sum() == pytest.approx(113.53413, rel=1e-5)
    assert strokes_to_image([np.array([(50, 10), (50, 90)])]).sum() == pytest.approx(47.51027, 1e-5)
