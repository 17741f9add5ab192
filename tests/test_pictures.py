"""Pictures as people take them: what else is on the paper, any pen, and what is not one digit."""

import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image

import pictured
from nnlib import ImageError, draw_digit, image_to_tensor, load_network
from nnlib.app.pictures import opened
from nnlib.images.components import digit_in, find_runs, label
from nnlib.images.diagnostics import measure
from nnlib.images.ink import Darkness, to_ink
from nnlib.images.morphology import neighbourhood
from nnlib.images.penwidth import pen_width, with_mnists_pen
from nnlib.images.preprocess import find_ink
from nnlib.images.rules import Line, without_rules

DIGITS = range(10)


@pytest.fixture(scope="module")
def network():
    return load_network("weights/robust.npz")


@pytest.fixture(scope="module")
def inks():
    """One drawing of each digit on a pad of 280 pixels, by a pen of 10; ink is 1."""
    rng = np.random.default_rng(8)
    return [
        pictured.ink_of(draw_digit(digit, rng), rng, pen=10, share=(0.5, 0.5), at=np.full(2, 0.5))
        for digit in DIGITS
    ]


def likeness(a, b):
    return float(np.sum(a * b) / np.sqrt(np.sum(a * a) * np.sum(b * b)))


def beside(ink, under):
    """How like the digit's own tensor it is with something else on the paper."""
    return likeness(image_to_tensor(1 - np.maximum(ink, under)), image_to_tensor(1 - ink))


def ruled(rows=(), columns=(), thickness=3):
    under = np.zeros((280, 280))
    for row in rows:
        under[row : row + thickness] = 1
    for column in columns:
        under[:, column : column + thickness] = 1
    return under


def test_a_line_is_where_its_equation_says():
    assert Line(offset=2, slope=0.5, begin=0, end=9, thickness=1).y(8) == 6


def test_a_pixel_takes_the_greatest_of_its_four_neighbours_and_the_margin_stays(rng):
    images = rng.random((2, 7, 9))
    for extreme in (np.maximum, np.minimum):
        out = neighbourhood(images, extreme)
        for y, x in np.ndindex(7, 9):
            around = [(y, x), (y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)]
            inside = 0 < y < 6 and 0 < x < 8
            want = [images[:, v, u] for v, u in (around if inside else around[:1])]
            np.testing.assert_array_equal(out[:, y, x], extreme.reduce(want))


@pytest.mark.parametrize("digit", DIGITS)
def test_rules_do_not_shrink_the_digit(inks, digit):
    for under in (ruled([30, 250]), ruled([20, 140]), ruled([15, 255], [15, 255])):
        assert beside(inks[digit], under) > 0.9


@pytest.mark.parametrize("digit", DIGITS)
def test_squared_paper_is_no_ink(inks, digit):
    lines = range(11, 280, 40)
    assert beside(inks[digit], 0.6 * ruled(lines, lines, 2)) > 0.85


def test_nothing_is_left_of_a_rules_soft_edges(inks):
    profile = np.zeros(280)
    for row in (30, 250):
        profile[row - 2 : row + 3] = 0.25, 0.7, 0.9, 0.7, 0.25
    found = find_ink(1 - np.maximum(inks[3], profile[:, None]))
    beside = np.ones(280, bool)
    beside[40:240] = False
    assert inks[3][beside].max() == 0
    assert found[beside].max() == 0


@pytest.mark.parametrize("digit", DIGITS)
def test_a_cells_border_with_paper_around_it_is_no_ink(inks, digit):
    cell = np.zeros((280, 280))
    cell[30:250, 30:250] = 1
    cell[34:246, 34:246] = 0
    assert beside(inks[digit], cell) > 0.99


def test_a_stroke_stays_whole_where_a_rule_crosses_it():
    mask = np.zeros((200, 200), bool)
    mask[100:103] = True
    crossed = mask.copy()
    crossed[40:160, 90:100] = True
    left = without_rules(crossed)
    assert left[40:160, 90:100].all()
    assert left.sum() == 120 * 10


def test_a_line_alone_is_a_one_and_its_ends_are_free(network):
    sheet = np.zeros((200, 200), bool)
    sheet[:, 99:102] = True  # from edge to edge: but there is nothing else
    assert without_rules(sheet) is sheet
    four = np.zeros((200, 200), bool)
    four[20:180, 120:124] = four[120:124, 40:160] = four[20:124, 40:44] = True
    np.testing.assert_array_equal(without_rules(four), four)


@pytest.mark.parametrize("digit", DIGITS)
def test_pieces_of_neighbours_are_left_out(inks, digit):
    piece = np.zeros((280, 280))
    piece[90:180, :12] = piece[60:70, 240:] = piece[60:190, 262:272] = 1
    assert beside(inks[digit], piece * (inks[digit] == 0)) > 0.99


def inked(*boxes, shape=(300, 200)):
    """Ink in each box: rows from … to, columns from … to."""
    ink = np.zeros(shape)
    for top, bottom, left, right in boxes:
        ink[top:bottom, left:right] = 1
    return ink


def test_nothing_dark_is_no_digit():
    for ink in (np.zeros((9, 12)), np.full((9, 12), 0.4)):
        with pytest.raises(ImageError, match="is blank"):
            digit_in(ink)


@pytest.mark.parametrize(
    ("digit", "neighbour"),
    [
        ((120, 180, 90, 100), (100, 200, 190, 200)),
        ((120, 180, 90, 100), (75, 225, 190, 200)),
        ((136, 164, 90, 100), (100, 200, 190, 200)),
        ((120, 180, 90, 100), (290, 300, 50, 150)),
        ((120, 180, 90, 100), (0, 10, 20, 180)),
    ],
)
def test_the_piece_in_the_middle_is_the_digit_and_not_a_larger_one_that_the_frame_cuts(
    digit, neighbour
):
    np.testing.assert_array_equal(digit_in(inked(digit, neighbour)), inked(digit))


def test_pieces_near_the_digit_are_its_own_and_those_further_off_are_not():
    digit = (100, 200, 60, 90)  # 45 pixels off is near
    for near in [(130, 150, 130, 140), (130, 150, 15, 20), (245, 250, 60, 80), (60, 65, 60, 80)]:
        np.testing.assert_array_equal(digit_in(inked(digit, near)), inked(digit, near))
    for far in [(130, 150, 140, 150), (250, 260, 60, 80), (40, 45, 60, 80)]:
        np.testing.assert_array_equal(digit_in(inked(digit, far)), inked(digit))
    chain = [digit, (140, 160, 120, 130), (140, 160, 165, 175)]  # the third is near the second
    np.testing.assert_array_equal(digit_in(inked(*chain)), inked(*chain))


def test_two_digits_far_apart_are_two():
    with pytest.raises(ImageError, match="2 shapes side by side"):
        digit_in(inked((100, 180, 40, 50), (100, 180, 150, 160)))


@pytest.mark.parametrize(
    ("side", "pen"),
    [(side, pen) for side in (30, 45, 60, 80, 100, 280) for pen in (0.06, 0.18)]
    + [(60, 0.09), (70, 0.09)],
)
def test_a_pen_becomes_mnists_at_any_size(side, pen):
    """Of a ring: its width for its size, however few pixels there are."""
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    off = np.abs(np.hypot(x, y) - 0.4 * side + pen * side / 2)
    made = with_mnists_pen(np.clip(pen * side / 2 + 0.5 - off, 0, 1))
    extent = np.ptp(np.flatnonzero(made.max(axis=0) > 0.5)) + 1
    assert pen_width(made) * 20 / extent == pytest.approx(2.65, abs=0.35)


def test_noise_as_strong_as_the_pen_leaves_some_of_its_ink():
    values = np.zeros((20, 20))
    values[5:15, 8:12] = 0.5
    ink = to_ink(Darkness(values, noise=0.3, faintest=0.04))
    assert ink[10, 10] == 1
    assert to_ink(Darkness(values * 0.8, 0.3, 0.04))[10, 10] == 1


@pytest.mark.parametrize("pen", [1.5, 3, 6, 10, 18, 25])
def test_any_pen_becomes_mnists(network, pen):
    rng = np.random.default_rng(3)
    strokes = [draw_digit(digit, rng) for digit in DIGITS]
    made = np.stack([image_to_tensor(pictured.canvas(pen)(each, rng)) for each in strokes])
    assert np.median(measure(made)["thickness"]) == pytest.approx(2.6, abs=0.5)
    assert np.mean(network.predict(made).argmax(axis=1) == DIGITS) >= 0.9


@pytest.mark.parametrize("pen", [3, 8, 20])
def test_the_width_of_a_long_stroke_is_measured(pen):
    ink = np.zeros((300, 60))
    ink[10:290, 15 : 15 + pen] = 1
    assert pen_width(ink) == pytest.approx(pen * 280 / (280 + pen), abs=0.1)


@pytest.mark.parametrize("dark", [True, False])
def test_ink_may_cover_half_of_the_picture(dark):
    ring = np.zeros((100, 100))
    ring[4:96, 4:96] = 1
    ring[35:65, 35:65] = 0  # 75 % of the pixels are ink
    tensor = image_to_tensor(1 - ring if dark else ring)
    assert tensor[14, 14] < 0.1
    assert tensor[14, 6] > 0.9


@pytest.mark.parametrize("dark", [True, False])
def test_a_shadows_edge_is_no_ink(inks, dark):
    y, x = np.mgrid[:280, :280] / 280
    light = 0.8 - 0.35 / (1 + np.exp(-(x + 0.4 * y - 0.6) / 0.02))
    for ink in inks:
        sheet = light * (1 - 0.8 * ink) if dark else 0.4 * light * (1 - ink) + 0.9 * ink
        assert likeness(image_to_tensor(sheet), image_to_tensor(1 - ink)) > 0.9


@pytest.mark.parametrize("size", [16, 28])
def test_a_scan_without_margin(network, size):
    rng = np.random.default_rng(5)
    digits = [digit for digit in DIGITS for _ in range(4)]
    scans = [pictured.cropped(draw_digit(digit, rng), rng, size) for digit in digits]
    made = np.stack([image_to_tensor(scan) for scan in scans])
    assert np.mean(network.predict(made).argmax(axis=1) == digits) > 0.9


def test_several_digits_are_refused(inks):
    two = np.concatenate([inks[3][:, 60:220], inks[5][:, 60:220]], axis=1)
    with pytest.raises(
        ImageError, match=r"image: holds 2 shapes side by side, want one digit\. Cut"
    ):
        image_to_tensor(1 - two)


def test_a_page_is_refused():
    page = np.zeros((280, 280))
    page[20:260:30, 20:260] = 1
    page[:, 15:280:20] = 0
    page = np.maximum(page, np.roll(page, 1, axis=0))
    with pytest.raises(ImageError, match="separate shapes, as a page of text does, want one digit"):
        image_to_tensor(1 - page)


def test_rules_with_nothing_on_them_are_refused():
    with pytest.raises(ImageError, match="image: holds ruled lines alone"):
        image_to_tensor(1 - 0.5 * ruled(range(20, 280, 50)))


def test_pieces_that_touch_at_a_corner_are_one():
    mask = np.array([[1, 0, 0, 0, 1], [0, 1, 0, 0, 1], [1, 0, 0, 0, 0], [1, 0, 0, 1, 1]], bool)
    pieces = label(find_runs(mask))
    assert pieces.max() + 1 == 3


@pytest.mark.parametrize("seed", range(5))
def test_pieces_are_those_that_a_flood_reaches(seed):
    mask = np.random.default_rng(seed).random((30, 40)) < 0.4
    runs = find_runs(mask)
    ours = np.full(mask.shape, -1)
    for piece in range(label(runs).max() + 1):
        ours[runs.pixels(label(runs) == piece)] = piece
    np.testing.assert_array_equal(ours >= 0, mask)
    unseen, count = {tuple(place) for place in np.argwhere(mask)}, 0
    while unseen:
        flood = [unseen.pop()]
        piece = ours[flood[0]]
        count += 1
        while flood:
            y, x = flood.pop()
            assert ours[y, x] == piece
            near = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & unseen
            unseen -= near
            flood.extend(near)
    assert count == ours.max() + 1


def test_a_file_is_turned_upright_as_its_camera_was_held(inks):
    upright = np.rint(255 * (1 - inks[7])).astype(np.uint8)[:, 20:]
    lying = Image.fromarray(np.rot90(upright))
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn it a quarter, clockwise
    file = io.BytesIO()
    lying.save(file, "PNG", exif=exif)
    np.testing.assert_array_equal(opened(file.getvalue())[:, :, 0], upright)


def test_a_file_keeps_what_is_transparent_and_says_when_it_is_none():
    file = io.BytesIO()
    Image.fromarray(np.zeros((9, 9, 4), np.uint8)).save(file, "PNG")
    assert opened(file.getvalue()).shape == (9, 9, 4)
    with pytest.raises(ImageError, match="content: got 5 bytes that are no picture, want a PNG"):
        opened(b"hello")


def as_png(picture, kind="PNG"):
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def test_pictures_are_read_as_programs_and_phones_store_them(mnist):
    network = load_network("weights/robust.npz")
    ink = np.kron(mnist.dev.images[:7], np.ones((10, 10), np.uint8))
    kinds = {
        "grey": lambda a: Image.fromarray(255 - a),
        "16 bits": lambda a: Image.fromarray((255 - a).astype(np.uint16) * 257),
        "black on transparent": lambda a: Image.merge("LA", (Image.new("L", a.T.shape), as_l(a))),
        "white on transparent": lambda a: Image.merge(
            "LA", (Image.new("L", a.T.shape, 255), as_l(a))
        ),
        "a palette": lambda a: Image.fromarray(255 - a).quantize(8),
        "one bit": lambda a: Image.fromarray(255 - a).convert("1"),
    }
    for name, make in kinds.items():
        tensors = [image_to_tensor(opened(as_png(make(a)))) for a in ink]
        right = network.predict(np.stack(tensors)).argmax(axis=1) == mnist.dev.labels[:7]
        assert right.sum() >= 6, name
    floats = Image.fromarray((255 - ink[0]) / np.float32(255))
    whole = Image.fromarray((255 - ink[0]).astype(np.int32) * 257)
    for deep in (floats, whole):
        got = opened(as_png(deep, "TIFF"))
        np.testing.assert_allclose(got, (255 - ink[0]) / 255, atol=1e-6)


def as_l(array):
    return Image.fromarray(array)


def test_a_large_picture_is_refused_before_it_is_unpacked():
    bomb = as_png(Image.new("1", (13_000, 13_000), 1))
    assert len(bomb) < 200_000
    tracemalloc.start()
    try:
        with pytest.raises(ImageError, match="got 13,000 × 13,000 pixels, want at most 25,000,000"):
            opened(bomb)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    assert opened(as_png(Image.new("L", (25_000, 1000)))).shape == (1000, 25_000, 3)


def test_a_photo_is_unpacked_no_larger_than_it_is_looked_at():
    photo = as_png(Image.new("RGB", (6000, 8000), "white"), "JPEG")
    assert opened(photo).shape == (1000, 750, 3)
