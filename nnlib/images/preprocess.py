"""Any image of one digit → 28 × 28, by the recipe that made MNIST (LeCun et al., 1998)."""

import numpy as np

from .resampling import area_resize, overlaps
from .strokes import BOX, CENTRE

LUMINANCE = (0.299, 0.587, 0.114)  # of red, green and blue (ITU-R BT.601)
WORKING_SIDE = 280  # pixels: larger images are averaged down to this before anything else
BAND = 64  # rows at a time when averaging down, so that a photo needs little memory
FIT_SIDE = 70  # pixels each way that are enough to find the light
LARGEST_SIDE = 10_000  # pixels: more than nearly every camera has
SMALLEST_SIDE = 8  # pixels: below this there is no telling ink from paper
FLAT = 0.04  # of the whole range: an image with less contrast than this holds no drawing
NOISE = 4.0  # standard deviations of the paper's noise that do not count as ink
PAPER, INK = 0.15, 0.85  # of the pen's darkness: below is paper, above is ink, between a ramp


class ImageError(ValueError):
    """An image that cannot be made into a digit.

    Examples
    --------
    >>> try:
    ...     image_to_tensor(np.full((50, 50), 255, np.uint8))
    ... except ImageError:
    ...     print("a blank sheet is no digit")
    a blank sheet is no digit
    """


def image_to_tensor(image: np.ndarray) -> np.ndarray:
    """Find the digit in an image, and size and place it as MNIST's were.

    The light may be uneven, the ink darker or lighter than the paper. The image should hold one
    digit and hardly anything else.

    Parameters
    ----------
    image : ndarray, shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4)
        Grey, RGB or RGBA; uint8 from 0 to 255, or floats in [0, 1]. What is transparent shows
        white paper.

    Returns
    -------
    ndarray of float32, shape (28, 28)
        Ink is 1, paper is 0; the ink fits a 20 × 20 box with its aspect kept, and its centre of
        mass lies at pixel index 14.

    Raises
    ------
    ImageError
        If the image is blank, of another shape or dtype, too small or too large, or holds
        values that are not finite or out of range.

    Examples
    --------
    >>> photo = np.full((100, 80), 230, np.uint8)  # light paper
    >>> photo[20:80, 38:44] = 30  # and a dark bar on it
    >>> tensor = image_to_tensor(photo)
    >>> tensor.shape, tensor.dtype
    ((28, 28), dtype('float32'))
    """
    return _placed(find_ink(image))


def find_ink(image: np.ndarray) -> np.ndarray:
    """The first half of `image_to_tensor`: how much each pixel is ink, 0 to 1.

    It comes as float64 (h, w), at most 280 × 280: larger images are averaged down.
    """
    grey = _shrunk(_checked(image))
    light = _paper(grey)
    difference = light - grey
    # Ink is what deviates far from the paper, and it does so to one side.
    if np.sum(difference**3) < 0:
        grey, light, difference = 1 - grey, 1 - light, -difference
    # Half the light halves what both ink and paper throw back: their ratio is the pen's.
    darkness = np.maximum(difference, 0) / np.maximum(light, FLAT)
    pen = _pen_darkness(darkness)
    if pen * np.median(light) < FLAT:
        raise ImageError("image: is blank; there is no drawing on it.")
    noise = 1.4826 * np.median(np.abs(difference / np.maximum(light, FLAT)))
    low = min(max(PAPER * pen, NOISE * noise), 0.6 * pen)
    return np.clip((darkness - low) / (INK * pen - low), 0, 1)


def _checked(image: np.ndarray) -> np.ndarray:
    try:
        image = np.asarray(image)
    except ValueError as error:
        raise ImageError(f"image: got no array of pixels ({error}).") from None
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] not in (1, 3, 4)):
        raise ImageError(
            f"image: got shape {image.shape}, want (h, w), or (h, w, c) with 1, 3 or 4 channels."
        )
    height, width = image.shape[:2]
    if min(height, width) < SMALLEST_SIDE or max(height, width) > LARGEST_SIDE:
        raise ImageError(
            f"image: got {height} × {width} pixels, want at least {SMALLEST_SIDE} and at most "
            f"{LARGEST_SIDE:,} each way."
        )
    if image.dtype == np.uint8:
        return image
    if image.dtype.kind != "f":
        raise ImageError(f"image: got dtype {image.dtype}, want uint8, or float in [0, 1].")
    low, high = image.min(), image.max()  # NaN if there is one anywhere
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ImageError("image: holds values that are not finite (NaN or infinity).")
    if low < 0 or high > 1:
        raise ImageError(f"image: got floats from {low:g} to {high:g}, want 0 to 1.")
    return image


def _paper_behind(image: np.ndarray) -> float:
    """The grey, 0 or 1, that is taken to lie behind what is transparent."""
    step = -(-max(image.shape) // WORKING_SIDE)
    thinned = _unit(image[::step, ::step])
    alpha, grey = thinned[:, :, 3], thinned[:, :, :3] @ LUMINANCE
    seen = grey[alpha > 0.5]
    # light ink on a transparent sheet would vanish on white paper
    return 0.0 if alpha.min() < 0.5 and seen.size and np.median(seen) > 0.7 else 1.0


def _unit(image: np.ndarray) -> np.ndarray:
    return image / 255.0 if image.dtype == np.uint8 else image.astype(np.float64)


def _grey(image: np.ndarray, paper: float) -> np.ndarray:
    """Pixels of any kind → their grey, float64 (h, w)."""
    image = _unit(image)
    if image.ndim == 2:
        return image
    if image.shape[2] == 1:
        return image[:, :, 0]
    grey = image[:, :, :3] @ LUMINANCE
    if image.shape[2] == 4:
        alpha = image[:, :, 3]
        grey = alpha * grey + (1 - alpha) * paper
    return grey


def _shrunk(image: np.ndarray) -> np.ndarray:
    """The image's grey, averaged down to the working size if it is larger."""
    paper = _paper_behind(image) if image.shape[2:] == (4,) else 1.0
    scale = WORKING_SIDE / max(image.shape[:2])
    if scale >= 1:
        return _grey(image, paper)
    height, width = (max(round(n * scale), SMALLEST_SIDE) for n in image.shape[:2])
    rows = overlaps(image.shape[0], height, height / image.shape[0], 0.0)
    columns = overlaps(image.shape[1], width, width / image.shape[1], 0.0)
    small = np.zeros((height, width))
    for start in range(0, image.shape[0], BAND):
        band = slice(start, start + BAND)
        small += rows[:, band] @ (_grey(image[band], paper) @ columns.T)
    return small


def _paper(grey: np.ndarray) -> np.ndarray:
    """The light that the bare paper would throw back: a smooth surface under the pixels.

    A quadratic in x and y is fitted to all pixels, then again and again without those that
    deviate most, which is what ink does.
    """
    step = -(-max(grey.shape) // FIT_SIDE)
    values = grey[::step, ::step].ravel()
    y, x = np.meshgrid(*(np.linspace(-1, 1, n) for n in grey.shape), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=2)
    thinned = terms[::step, ::step].reshape(len(values), -1)
    # The commonest grey is the paper's; a plane through its neighbourhood is a start.
    counts, edges = np.histogram(values, 16, (0, 1))
    counts = counts + np.concatenate([counts[1:], [0]])
    commonest = edges[counts.argmax() + 1]
    paper = np.abs(values - commonest) < 0.2
    for degree in (3, 3, 6, 6, 6, 6):
        fit, *_ = np.linalg.lstsq(thinned[paper, :degree], values[paper], rcond=None)
        deviation = np.abs(values - thinned[:, :degree] @ fit)
        spread = 1.4826 * np.median(deviation[paper])
        paper = deviation < max(3 * spread, FLAT / 2)
    return np.clip(terms.reshape(-1, 6) @ fit, 0, 1).reshape(grey.shape)


def _pen_darkness(darkness: np.ndarray) -> float:
    """How dark the pen writes: the median above Otsu's threshold (1979)."""
    if darkness.max() < FLAT / 2:
        return 0.0
    counts, edges = np.histogram(darkness, 64, (0, darkness.max()))
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    sums = np.cumsum(counts * middles)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    threshold = edges[1 + np.nanargmax(between[:-1])]  # the last bin has nothing above it
    return float(np.median(darkness[darkness >= threshold]))


def _placed(ink: np.ndarray) -> np.ndarray:
    """Scale the ink into the 20 × 20 box and put its centre of mass at the centre."""
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.5) for axis in (1, 0))
    # what is neither part of the digit nor next to it is not looked at
    ink = ink[max(rows[0] - 1, 0) : rows[-1] + 2, max(columns[0] - 1, 0) : columns[-1] + 2]
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    scale = BOX / max(height, width)
    total = ink.sum()
    centre = [
        ink.sum(axis=axis) @ (np.arange(ink.shape[1 - axis]) + 0.5) / total for axis in (0, 1)
    ]
    return area_resize(ink, scale, [CENTRE + 0.5 - place * scale for place in centre])
