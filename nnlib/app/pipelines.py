"""From a naive drawing pad to MNIST's own recipe, one repair after the other.

python -m nnlib.app.pipelines --drawings FILE [WEIGHTS ...]

reads every drawing of a UNIPEN file along each road, which takes ten minutes for 7,494 of them,
and writes notebooks/production.csv.
"""

import argparse
import csv
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from ..checkpoint import load_network
from ..course.tables import write_table
from ..files import ROOT
from ..images.drawings import read_unipen
from ..images.preprocess import image_to_tensor
from ..images.strokes import BOX, CENTRE, SIDE, centre_of_mass, strokes_to_image
from ..network import Network

TABLE = ROOT / "notebooks" / "production.csv"
FIELDS = ("weights", "step", "pen", "drawings", "accuracy")

CANVAS = 280  # pixels: the side of the pad
PEN = 18.0  # canvas pixels
THICK_PEN = 30.0
TABLET = 500.0  # units of the UCI drawings' box

# A reader who has the real drawings names them here, or puts them there.
VARIABLE = "NNLIB_DRAWINGS"
REAL_DRAWINGS = (ROOT / "data" / "pendigits-orig.tra.gz", ROOT / "data" / "pendigits-orig.tra")


def picture(strokes: Sequence[np.ndarray], pen: float = PEN, side: int = CANVAS) -> np.ndarray:
    """What a drawing pad shows: the strokes, drawn with a round pen where they were drawn.

    Parameters
    ----------
    strokes : sequence of ndarray, each of shape (n, 2)
        Canvas pixels, y down. What lies beside the canvas is not seen.
    pen : float
        Its width in canvas pixels.
    side : int
        The canvas's width and height in pixels.

    Returns
    -------
    ndarray of float32, shape (side, side)
        Ink is 1, paper is 0; the edge is one pixel soft.
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


def area_resize(image: np.ndarray, scale: float, offset: Sequence[float]) -> np.ndarray:
    """Scale a square picture, move it, and look at it through 28 × 28 pixels.

    A point (x, y) of the picture comes to ``scale · (x, y) + offset``, in pixels of the result.
    """
    new, old = np.arange(SIDE)[:, None], np.arange(len(image))
    across, down = (
        # by how much the old pixel j, scaled and moved, overlaps the new pixel i
        np.clip(
            np.minimum(new + 1, offset[k] + scale * (old + 1))
            - np.maximum(new, offset[k] + scale * old),
            0,
            None,
        )
        for k in (0, 1)
    )
    return np.clip(down @ image @ across.T, 0, 1).astype(np.float32)


def _fitted(image: np.ndarray, anchor: Callable, target: float) -> np.ndarray:
    """Scale the ink to the box, and bring its anchor (x, y) to the target."""
    columns, rows = (np.flatnonzero(image.max(axis=axis) > 0.5) for axis in (0, 1))
    if not rows.size:
        return np.zeros((SIDE, SIDE), np.float32)  # nothing was drawn
    low = np.array([columns[0], rows[0]])
    high = np.array([columns[-1], rows[-1]]) + 1
    scale = BOX / (high - low).max()
    return area_resize(image, scale, target - scale * anchor(image, low, high))


def _of_picture(function: Callable[[np.ndarray], np.ndarray]) -> Callable:
    def road(strokes, pen=PEN, side=CANVAS):
        return function(picture(strokes, pen, side))

    return road


# The naive pad, and what is left after each repair: (strokes, pen, side) → 28 × 28.
PIPELINES: dict[str, Callable] = {
    "naive": _of_picture(resized),
    "+ box": _of_picture(boxed),
    "+ centre of mass": _of_picture(centred),
    "+ thickness": lambda strokes, pen=PEN, side=CANVAS: strokes_to_image(strokes),
}
# The library's road for photographs, on the picture of a pad: black ink on white paper.
PHOTO = "photo"
PHOTO_ROAD = _of_picture(lambda image: image_to_tensor(1 - image))


def tensors(
    drawings: Iterable[Sequence[np.ndarray]], step: str, pen: float = PEN, side: int = CANVAS
) -> np.ndarray:
    """Many drawings along one road.

    Parameters
    ----------
    drawings : iterable of list of ndarray
        The strokes of each.
    step : str
        A key of `PIPELINES`, or ``"photo"``: `nnlib.image_to_tensor` on the pad's picture.
    pen, side : float, int
        Of the pad, in canvas pixels.

    Returns
    -------
    ndarray of float32, shape (N, 28, 28)
    """
    roads = PIPELINES | {PHOTO: PHOTO_ROAD}
    if step not in roads:
        raise ValueError(f"step: got {step!r}, want one of {', '.join(roads)}.")
    images = [roads[step](strokes, pen, side) for strokes in drawings]
    return np.stack(images) if images else np.empty((0, SIDE, SIDE), np.float32)


def accuracy(network: Network, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of images that the network reads as their label."""
    return float(np.mean(network.predict(images).argmax(axis=1) == labels))


def broken(
    images: np.ndarray,
    shift: float = 0.0,
    scale: float = 1.0,
    thickness: int = 0,
    noise: float = 0.0,
    contrast: float = 1.0,
) -> np.ndarray:
    """Break good images in one way or several, by an exact amount.

    Parameters
    ----------
    images : ndarray, shape (N, 28, 28) or (28, 28)
        In [0, 1].
    shift : float
        Pixels to the right; negative values go to the left.
    scale : float
        Size of the digit, about the centre.
    thickness : int
        How often the strokes grow by a pixel on each side; negative values thin them.
    noise : float
        Standard deviation of what is added to each pixel; the same pattern each time.
    contrast : float
        What the ink is multiplied by.

    Returns
    -------
    ndarray of float32, of the same shape, in [0, 1]
    """
    images = np.asarray(images, np.float32)
    out = images.reshape(-1, SIDE, SIDE)
    for _ in range(abs(thickness)):
        out = _grown(out, np.maximum if thickness > 0 else np.minimum)
    if shift or scale != 1:
        middle = CENTRE + 0.5
        at = (np.arange(SIDE) + 0.5 - middle) / scale + middle - 0.5
        down, across = _between(at), _between(at - shift / scale)
        out = down @ out @ across.T
    out = out * np.float32(contrast)
    if noise:
        rng = np.random.default_rng(0)
        out = out + rng.normal(0, noise, out.shape).astype(np.float32)
    return np.clip(out, 0, 1).astype(np.float32).reshape(images.shape)


def _grown(images: np.ndarray, extreme: Callable) -> np.ndarray:
    """The largest (smallest) of each pixel and its four neighbours."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    grown = images
    for dy, dx in ((0, 1), (1, 0), (1, 2), (2, 1)):
        grown = extreme(grown, padded[:, dy : dy + SIDE, dx : dx + SIDE])
    return grown


def _between(at: np.ndarray) -> np.ndarray:
    """Linear interpolation at these places between pixels; beside the image there is paper."""
    return np.maximum(1 - np.abs(at[:, None] - np.arange(SIDE)), 0).astype(np.float32)


def real_drawings() -> tuple[np.ndarray, list[list[np.ndarray]]] | None:
    """The UCI pen digits on a pad of 280 pixels, if this machine has them.

    Returns
    -------
    (labels, drawings), or None
        From the file that the environment variable ``NNLIB_DRAWINGS`` names, or else from
        ``data/pendigits-orig.tra``, gzip-packed or not.
    """
    paths = [Path(os.environ[VARIABLE])] if VARIABLE in os.environ else REAL_DRAWINGS
    for path in paths:
        if path.is_file():
            return on_pad(read_unipen(path))
    return None


def on_pad(
    drawings: Sequence[tuple[int, Sequence[np.ndarray]]],
) -> tuple[np.ndarray, list[list[np.ndarray]]]:
    """The tablet's box of 500 × 500, y up, becomes the pad: as `handwriting.drawings` gives it."""
    labels = np.array([label for label, _ in drawings])
    scale = CANVAS / TABLET
    return labels, [[stroke * scale + (0, CANVAS) for stroke in strokes] for _, strokes in drawings]


def read_table(weights: str = "mlp") -> dict[tuple[str, float], float]:
    """The recorded accuracies on real drawings: (step, pen) → accuracy."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            (row["step"], float(row["pen"])): float(row["accuracy"])
            for row in csv.DictReader(file)
            if row["weights"] == weights
        }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure weights along every road, with two pens, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m nnlib.app.pipelines", description=__doc__)
    parser.add_argument("--drawings", required=True, help="UNIPEN text, plain or .gz")
    parser.add_argument("--out", type=Path, default=TABLE, help="default: notebooks/production.csv")
    parser.add_argument("weights", nargs="*", default=["weights/mlp.npz"])
    options = parser.parse_args(arguments)

    networks = {Path(path).stem: load_network(path) for path in options.weights}
    labels, drawings = on_pad(read_unipen(options.drawings))
    rows = []
    for pen in (PEN, THICK_PEN):
        for step in (*PIPELINES, PHOTO):
            images = tensors(drawings, step, pen)
            for name, network in networks.items():
                right = accuracy(network, images, labels)
                rows.append((name, step, f"{pen:g}", len(labels), f"{right:.4f}"))
                print(*rows[-1], sep="  ", flush=True)
    rows.sort(key=lambda row: list(networks).index(row[0]))
    write_table(options.out, FIELDS, rows)


if __name__ == "__main__":
    sys.exit(main())
