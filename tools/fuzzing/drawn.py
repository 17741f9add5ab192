"""Strokes and images as arrays of any shape, type and size."""

import io

import numpy as np
from PIL import Image

from nnlib import DrawingError, ImageError, image_to_tensor, strokes_to_image
from nnlib.app.pictures import opened

from .damage import Target, mutate


def check_image(image):
    assert (image.shape, image.dtype) == ((28, 28), np.float32)
    assert np.isfinite(image).all()
    assert image.min() >= 0
    assert 0 < image.max() <= 1


def _make_strokes(rng):
    strokes = []
    for _ in range(rng.integers(0, 5)):
        n = int(rng.choice([0, 1, 2, 3, 50, 3000]))
        spread = 10.0 ** rng.integers(-300, 300) if rng.random() < 0.2 else 280.0
        stroke = rng.normal(rng.normal(), spread, (n, 2))
        match rng.integers(12):
            case 0 if n:
                stroke[rng.integers(n), 0] = rng.choice([np.nan, np.inf, -np.inf, 1e308])
            case 1:
                stroke = rng.normal(size=(n, int(rng.integers(0, 4))))
            case 2:
                stroke = [[1.0], [2.0, 3.0]]
            case 3:
                stroke = rng.choice(["", "ab", "1,2"])
            case 4:
                stroke = None
            case 5:
                stroke = [[10**400, 1]]
            case 6:
                stroke = np.zeros((n, 2))
            case 7:
                stroke = stroke.astype(complex)
            case 8:
                stroke = np.rint(np.clip(stroke, -1e6, 1e6)).astype(np.int32)
        strokes.append(stroke)
    return None if rng.random() < 0.01 else strokes


def _read_strokes(_, strokes):
    check_image(strokes_to_image(strokes))


def _make_image(rng):
    shape = [(28, 28), (60, 45), (300, 9), (8, 8), (9, 700, 3), (50, 50, 4), (40, 40, 1)]
    shape = shape[rng.integers(len(shape))]
    if rng.random() < 0.15:
        shape = tuple(int(n) for n in rng.choice([0, 1, 2, 3, 4, 7, 8, 30], rng.integers(0, 5)))
    image = np.full(shape, rng.choice([0.0, 0.2, 0.8, 1.0]))
    if image.ndim >= 2 and image.size:
        for _ in range(rng.integers(0, 4)):
            (y, x), (h, w) = rng.integers(0, shape[:2]), rng.integers(1, 30, 2)
            image[y : y + h, x : x + w] = rng.random()
    image += rng.normal(0, rng.choice([0, 1e-12, 0.01, 0.3]), shape)
    image = np.clip(image, 0, 1)
    match rng.integers(10):
        case 0 if image.size:
            image.ravel()[rng.integers(image.size)] = rng.choice(
                [np.nan, np.inf, -1e-9, 1.1, 1e308]
            )
        case 1:
            return image.astype(rng.choice(["i8", "?", "c16", "U3", "O", "u2", "f2", "f4", "S1"]))
        case 2:
            return image[::-1, ::-2] if image.ndim >= 2 else image
        case 3:
            return [None, "photo.png", [[1, 2], [3]], b"\x89PNG", image.tolist()][rng.integers(5)]
        case 4 | 5 | 6:
            return np.rint(255 * image).astype(np.uint8)
    return image


def _read_image(_, image):
    check_image(image_to_tensor(image))


# A picture's file: pixels, or a refusal that says what was wrong


def _make_picture(rng):
    mode = rng.choice(["L", "RGB", "RGBA", "LA", "P", "1", "I;16", "F", "CMYK"])
    pixels = rng.integers(0, 256, (30, 40, 4)).astype(np.uint8)
    picture = Image.fromarray(pixels)
    if mode == "I;16":
        picture = Image.fromarray(pixels[:, :, 0].astype(np.uint16) * 257)
    elif mode != "RGBA":
        picture = picture.convert("RGB").convert(mode)
    kinds = {"CMYK": ["JPEG", "TIFF"], "F": ["TIFF"], "I;16": ["PNG", "TIFF"]}
    kind = rng.choice(kinds.get(mode, ["PNG", "TIFF", "GIF", "WEBP"]))
    file = io.BytesIO()
    picture.save(file, kind)
    return mutate(file.getvalue(), rng)


def _read_picture(_, content):
    pixels = opened(content)
    assert pixels.ndim in (2, 3)
    assert pixels.shape[2:] in ((), (3,), (4,))
    assert pixels.dtype in (np.uint8, np.float32)
    check_image(image_to_tensor(pixels))


TARGETS = {
    "opened": Target((ImageError,), _make_picture, _read_picture),
    "strokes_to_image": Target((DrawingError,), _make_strokes, _read_strokes),
    "image_to_tensor": Target((ImageError,), _make_image, _read_image),
}
