"""From a naive drawing pad to MNIST's own recipe, one repair after the other."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from ..arguments import one_of
from ..images.preprocess import image_to_tensor
from ..images.resampling import area_resize
from ..images.strokes import BOX, CANVAS, CENTRE, PEN, SIDE, centre_of_mass, strokes_to_image
from ..network import Network

INKED = 0.5  # what is darker is ink


def picture(strokes: Sequence[np.ndarray], pen: float = PEN, side: int = CANVAS) -> np.ndarray:
    """Show strokes as a drawing pad does: with a round pen, where they were drawn.

    Points and pen width are in canvas pixels, y down; what lies beside the canvas is not seen. In
    the picture, (side, side), ink is 1 and paper is 0; the edge is one pixel soft.
    """
    image = np.zeros((side, side), np.float32)
    reach = pen / 2 + 0.5  # from the centre line to where the ink ends
    for stroke in strokes:
        for begin, end in zip(stroke, stroke[1:] if len(stroke) > 1 else stroke, strict=False):
            low = np.floor(np.minimum(begin, end) - reach).astype(int).clip(0, side)
            high = np.ceil(np.maximum(begin, end) + reach).astype(int).clip(0, side) + 1
            window = image[low[1] : high[1], low[0] : high[0]]
            x, y = (np.arange(low[k], min(high[k], side)) + 0.5 - begin[k] for k in (0, 1))
            (dx, dy), y = np.subtract(end, begin), y[:, None]
            t = np.clip((x * dx + y * dy) / max(dx * dx + dy * dy, 1e-12), 0, 1)
            distance = np.hypot(x - t * dx, y - t * dy)
            np.maximum(window, np.clip(reach - distance, 0, 1), out=window)
    return image


def ink_box(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The upper left and lower right corner (x, y) of the box around a picture's ink."""
    columns, rows = (np.flatnonzero(image.max(axis=axis) > INKED) for axis in (0, 1))
    return np.array([columns[0], rows[0]]), np.array([columns[-1], rows[-1]]) + 1


def resized(image: np.ndarray) -> np.ndarray:
    """The whole picture, made smaller: each new pixel is the mean of those that it covers."""
    return area_resize(image, SIDE / len(image), (0.0, 0.0))


def boxed(image: np.ndarray) -> np.ndarray:
    """The digit alone, enlarged or shrunk until its longer side fills MNIST's 20 pixels.

    The box's middle comes to the middle of the 28 × 28 image.
    """
    return _fitted(image, lambda _, low, high: (low + high) / 2, SIDE / 2)


def centred(image: np.ndarray) -> np.ndarray:
    """As `boxed`, but the ink's centre of mass comes to where MNIST has it."""
    # pixel index 14 is a pixel whose middle lies at 14.5
    return _fitted(image, lambda ink, *_: centre_of_mass(ink) + 0.5, CENTRE + 0.5)


def _fitted(image: np.ndarray, anchor: Callable, target: float) -> np.ndarray:
    """Scale the ink to the box, and bring its anchor (x, y) to the target."""
    if not image.max() > INKED:
        return np.zeros((SIDE, SIDE), np.float32)  # nothing was drawn
    low, high = ink_box(image)
    scale = BOX / (high - low).max()
    return area_resize(image, scale, target - scale * anchor(image, low, high))


def _of_picture(function: Callable[[np.ndarray], np.ndarray]) -> Callable:
    return lambda strokes, pen=PEN, side=CANVAS: function(picture(strokes, pen, side))


# The naive pad, and what is left after each repair: (strokes, pen, side) → 28 × 28.
PIPELINES: dict[str, Callable] = {
    "naive": _of_picture(resized),
    "+ box": _of_picture(boxed),
    "+ centre of mass": _of_picture(centred),
    "+ thickness": lambda strokes, pen=PEN, side=CANVAS: strokes_to_image(strokes),
}
# The library's pipeline for photographs, on the picture of a pad: black ink on white paper.
PHOTO = "photo"
WITH_PHOTO = PIPELINES | {PHOTO: _of_picture(lambda image: image_to_tensor(1 - image))}


def tensors(
    drawings: Iterable[Sequence[np.ndarray]], pipeline: str, pen: float = PEN, side: int = CANVAS
) -> np.ndarray:
    """Send the strokes of many drawings through one of `WITH_PHOTO`: float32 (N, 28, 28)."""
    one_of(WITH_PHOTO).check("pipeline", pipeline)
    images = [WITH_PHOTO[pipeline](strokes, pen, side) for strokes in drawings]
    return np.stack(images) if images else np.empty((0, SIDE, SIDE), np.float32)


def accuracy(network: Network, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of images that the network reads as their label."""
    return float(np.mean(network.predict(images).argmax(axis=1) == labels))
