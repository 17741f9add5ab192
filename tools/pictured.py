"""Pictures of drawings as people make them: pads, forms, lined paper, phones. Ink is dark."""

import io
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from nnlib.app.pipelines import picture
from nnlib.images.resampling import overlaps
from nnlib.images.strokes import CANVAS

Strokes = Sequence[np.ndarray]


def placed(strokes: Strokes, rng, share=(0.3, 0.8), side=CANVAS, pen=18.0, at=None) -> Strokes:
    """The drawing somewhere on a canvas, its longer side with the pen that share of it."""
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    size = max(rng.uniform(*share) * side - pen, side / 10)
    scale = size / max(extent.max(), 1e-9)
    room = side - extent * scale - pen
    where = pen / 2 + room * (rng.uniform(0.1, 0.9, 2) if at is None else at)
    return [(stroke - low) * scale + where for stroke in strokes]


def thinned(strokes: Strokes, step: float = 2.0) -> Strokes:
    """Without the points that lie closer than a step to the one before: quicker to draw."""
    out = []
    for stroke in strokes:
        kept = [stroke[0]]
        for point in stroke[1:]:
            if np.abs(point - kept[-1]).max() >= step:
                kept.append(point)
        out.append(np.array([*kept, stroke[-1]] if len(stroke) > 1 else kept))
    return out


def ink_of(strokes: Strokes, rng, pen=None, side=CANVAS, **where) -> np.ndarray:
    """The ink of one drawing on a canvas, 0 to 1."""
    pen = rng.uniform(4, 20) * side / CANVAS if pen is None else pen
    return picture(thinned(placed(strokes, rng, side=side, pen=pen, **where)), pen, side)


def rules(rng, side, gaps, widths, vertical=False, tilt=0.02, among=None) -> np.ndarray:
    """Parallel lines across a whole sheet, 0 to 1."""
    y, x = np.mgrid[:side, :side].astype(np.float32) + 0.5
    if vertical:
        x, y = y, x
    gap, width = rng.uniform(*gaps), rng.uniform(*widths)
    tilt = rng.uniform(-tilt, tilt) if among is None else among
    phase = (y + tilt * x - rng.uniform(0, gap)) % gap
    distance = np.minimum(phase, gap - phase)
    return np.clip(width / 2 + 0.5 - distance, 0, 1)


def written(ink, under, rng, pen=None, rule=None) -> np.ndarray:
    """Light paper with rules of some grey under the ink of a pen."""
    rule = rng.uniform(0.15, 0.6) if rule is None else rule
    pen = rng.uniform(0.7, 1.0) if pen is None else pen
    return rng.uniform(0.85, 1) * (1 - np.maximum(rule * under, pen * ink))


def canvas(pen: float) -> Callable:
    """A drawing pad's picture, with that pen on 280 pixels."""
    return lambda strokes, rng: 1 - ink_of(strokes, rng, pen)


def lined(strokes, rng) -> np.ndarray:
    under = rules(rng, CANVAS, (25, 90), (1, 3))
    return grain(written(ink_of(strokes, rng), under, rng), rng)


def squared(strokes, rng) -> np.ndarray:
    tilt = rng.uniform(-0.02, 0.02)
    gap, width = rng.uniform(14, 50), rng.uniform(1, 2.5)
    under = np.maximum(
        rules(rng, CANVAS, (gap, gap), (width, width), among=tilt),
        rules(rng, CANVAS, (gap, gap), (width, width), vertical=True, among=-tilt),
    )
    return grain(written(ink_of(strokes, rng), under, rng), rng)


def cell(strokes, rng, crossing=False) -> np.ndarray:
    """A form's box, whole or cut off by the picture, as dark as the pen or lighter."""
    side = CANVAS
    low, high = rng.uniform(-0.02, 0.15, 2), 1 - rng.uniform(-0.02, 0.15, 2)
    width = rng.uniform(1.5, 7)
    y, x = np.mgrid[:side, :side] + 0.5
    (left, top), (right, bottom) = low * side, high * side
    tilt = rng.uniform(-0.02, 0.02)
    x, y = x + tilt * (y - side / 2), y - tilt * (x - side / 2)
    outside = np.maximum(np.maximum(left - x, x - right), np.maximum(top - y, y - bottom))
    border = np.clip(width / 2 + 0.5 - np.abs(outside), 0, 1)
    if rng.random() < 0.3:  # a row of cells: the border goes on
        line = np.minimum(np.abs(y - top), np.abs(y - bottom))
        border = np.maximum(border, np.clip(width / 2 + 0.5 - line, 0, 1))
    pen = rng.uniform(4, 18)
    share = (0.5, 0.7)
    ink = ink_of(strokes, rng, pen, share=share, at=rng.uniform(0.35, 0.65, 2))
    if crossing:  # moved until it touches a side, or crosses it
        rows, columns = (np.flatnonzero(ink.max(axis=a) > 0.5) for a in (1, 0))
        over = rng.uniform(-0.3, 1.2) * pen
        moves = [
            (0, bottom - rows[-1] + over),
            (0, top - rows[0] - over),
            (right - columns[-1] + over, 0),
            (left - columns[0] - over, 0),
        ]
        dx, dy = moves[rng.integers(4)]
        ink = shifted(ink, round(dx), round(dy))
    return grain(written(ink, border, rng, rule=rng.uniform(0.4, 1)), rng)


def shifted(ink, dx, dy):
    out = np.zeros_like(ink)
    h, w = ink.shape
    out[max(dy, 0) : h + min(dy, 0), max(dx, 0) : w + min(dx, 0)] = ink[
        max(-dy, 0) : h - max(dy, 0), max(-dx, 0) : w - max(dx, 0)
    ]
    return out


def grain(image, rng, noise=0.01) -> np.ndarray:
    return np.clip(image + rng.normal(0, rng.uniform(0, noise), image.shape), 0, 1)


def lit(strokes, rng) -> np.ndarray:
    """A sheet under a lamp, askew, with a shadow, noisy; bytes, shape (side, side, 3)."""
    side = int(rng.integers(300, 700))
    turn = rng.uniform(-0.15, 0.15)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    strokes = [stroke @ rotation.T for stroke in strokes]
    pen = rng.uniform(0.012, 0.045) * side
    ink = ink_of(strokes, rng, pen, side=side, share=(0.3, 0.75))
    y, x = np.mgrid[:side, :side] / side - 0.5
    slope = rng.normal(0, 0.2, 2)
    light = rng.uniform(0.6, 0.85) + slope[0] * x + slope[1] * y - 0.15 * (x * x + y * y)
    if rng.random() < 0.5:
        angle, soft = rng.uniform(0, 2 * np.pi), rng.uniform(0.01, 0.08)
        edge = np.cos(angle) * x + np.sin(angle) * y - rng.uniform(-0.2, 0.3)
        light = light * (1 - rng.uniform(0.15, 0.45) / (1 + np.exp(-edge / soft)))
    image = np.clip(light * (1 - rng.uniform(0.45, 0.9) * ink), 0, 1)
    image = np.stack([image, image * 0.97, image * rng.uniform(0.85, 0.97)], axis=2)
    image = np.clip(image + rng.normal(0, rng.uniform(0.005, 0.03), image.shape), 0, 1)
    return np.rint(255 * image).astype(np.uint8)


def phone(strokes, rng) -> np.ndarray:
    """The same, blurred, and packed as JPEG."""
    sheet = lit(strokes, rng)
    side = len(sheet)
    wide = Image.fromarray(sheet).resize((int(side * rng.uniform(0.9, 1.2)), side))  # lens askew
    file = io.BytesIO()
    wide.save(file, "JPEG", quality=int(rng.integers(35, 92)))
    return np.asarray(Image.open(file))


def dark_ground(strokes, rng) -> np.ndarray:
    ink = ink_of(strokes, rng)
    ground = rng.uniform(0, 0.3)
    return grain(ground + (rng.uniform(0.7, 1) - ground) * ink, rng, 0.03)


def cropped(strokes, rng, size=16) -> np.ndarray:
    """A small scan cut along the ink: nothing is left of the paper around it."""
    ink = ink_of(strokes, rng, rng.uniform(12, 26), share=(0.7, 0.9))
    rows, columns = (np.flatnonzero(ink.max(axis=a) > 0.5) for a in (1, 0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = max(ink.shape)
    ink = np.pad(ink, [((side - n) // 2, side - n - (side - n) // 2) for n in ink.shape])
    matrix = overlaps(side, size, size / side, 0.0)
    ink = np.clip(matrix @ ink @ matrix.T, 0, 1)
    return ink if rng.random() < 0.5 else 1 - ink


def neighbours(strokes, rng, others) -> np.ndarray:
    """Pieces of other digits at the edge of the picture."""
    pen = rng.uniform(5, 18)
    ink = ink_of(strokes, rng, pen, share=(0.45, 0.65), at=np.array([0.5, rng.uniform(0.3, 0.7)]))
    for other in others[: rng.integers(1, 3)]:
        beside = ink_of(
            other, rng, pen, share=(0.45, 0.65), at=np.array([0.5, rng.uniform(0.3, 0.7)])
        )
        columns = np.flatnonzero(beside.max(axis=0) > 0.5)
        seen = int(rng.uniform(0.08, 0.5) * len(columns)) + 2
        seen = min(seen, np.flatnonzero(ink.max(axis=0) > 0.5)[0] - 6)  # and a gap
        if seen > 0:
            ink = np.maximum(ink, shifted(beside, seen - 1 - columns[-1], 0))
    return grain(written(ink, 0 * ink, rng), rng)


def transparent(strokes, rng) -> np.ndarray:
    ink = ink_of(strokes, rng)
    colour = rng.choice([0.0, 1.0])
    return np.stack([np.full_like(ink, colour)] * 3 + [ink], axis=2)


def several(drawings, rng) -> np.ndarray:
    """Two to four digits side by side, apart or nearly so."""
    side, count = CANVAS, int(rng.integers(2, 5))
    pen = rng.uniform(4, 12)
    size = side * rng.uniform(0.75, 0.95) / count
    ink = np.zeros((side, side), np.float32)
    left = (side - size * count) / 2
    for i, strokes in enumerate(drawings[:count]):
        points = np.concatenate(strokes)
        extent = np.ptp(points, axis=0)
        scale = min((size - pen - 4) / max(extent[0], 1e-9), 1.5 * size / max(extent[1], 1e-9))
        shift = np.array([left + i * size + size / 2, side / 2 + rng.normal(0, 5)])
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        moved = [(stroke - middle) * scale + shift for stroke in strokes]
        ink = np.maximum(ink, picture(thinned(moved), pen, side))
    return grain(written(ink, 0 * ink, rng), rng)


def page(drawings, rng) -> np.ndarray:
    """Rows of small digits, as text has them."""
    side, rows = CANVAS, int(rng.integers(3, 8))
    size = side / (rows + 1)
    pen = rng.uniform(1.5, 3)
    ink = np.zeros((side, side), np.float32)
    for row in range(rows):
        for i in range(rows + int(rng.integers(-1, 3))):
            strokes = placed(drawings[rng.integers(len(drawings))], rng, (0.6, 0.8), size, pen)
            corner = np.array([size * (0.3 + 0.8 * i), size * (0.5 + row)])
            ink = np.maximum(ink, picture([s + corner for s in strokes], pen, side))
    return grain(written(ink, 0 * ink, rng), rng)


def blank(_, rng) -> np.ndarray:
    under = [0.0, rules(rng, CANVAS, (25, 90), (1, 3)), rules(rng, CANVAS, (20, 40), (1, 2))]
    return grain(written(np.zeros((CANVAS, CANVAS)), under[rng.integers(3)], rng), rng)
