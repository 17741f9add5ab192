"""Pixels of any kind → one grey picture of at most 280 × 280, or a refusal that says why."""

import numpy as np

from ..arguments import Refusal
from .resampling import overlaps

LUMINANCE = (0.299, 0.587, 0.114)  # of red, green and blue (ITU-R BT.601)
WORKING_SIDE = 280  # pixels: larger images are averaged down to this before anything else
BAND = 64  # rows at a time when averaging down, so that a photo needs little memory
LARGEST_SIDE = 10_000  # pixels: more than nearly every camera has
SMALLEST_SIDE = 8  # pixels: below this there is no telling ink from paper


class ImageError(Refusal):
    """An image that cannot be made into a digit.

    Examples
    --------
    >>> from nnlib import image_to_tensor
    >>> try:
    ...     image_to_tensor(np.full((50, 50), 255, np.uint8))
    ... except ImageError:
    ...     print("a blank sheet is no digit")
    a blank sheet is no digit
    """


def to_grey(image: np.ndarray) -> np.ndarray:
    """Any picture's grey, 0 black to 1 white: float64 (h, w), averaged down if it is large."""
    image = _checked(image)
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
