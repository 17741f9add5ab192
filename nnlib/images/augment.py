"""Distortion of a batch of digits: the same digit as another hand might have written it.

Distorting is the cheapest way to more data: what a digit means does not change when it is
shifted, slanted or bent a little, and a network that has seen it so learns just that.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from threadpoolctl import ThreadpoolController

from ..arguments import as_rows, check_all, check_finite, check_generator, check_type, number, unit
from .morphology import neighbourhood
from .soiling import soil
from .strokes import CENTRE, SIDE

GENTLE_FROM = 0.7  # of the training: from then on
GENTLE = 0.7  # of each strength is left
STRENGTHS = ("shift", "rotation", "slant", "size", "aspect", "thickness", "elastic")
CHUNK = 128  # images at a time: their arrays stay in the processor's cache
MARGIN = 2  # pixels of paper around the image, so that what lies outside needs no special case
PADDED = SIDE + 2 * MARGIN
BLAS = ThreadpoolController()  # made once: it takes longer than the products that it limits


@dataclass(frozen=True)
class Distortion:
    """How strongly to distort: standard deviations, except `smoothness`.

    Attributes
    ----------
    shift : float
        Pixels.
    rotation : float
        Radians.
    slant : float
        Pixels to the side per pixel of height.
    size : float
        Logarithm of the factor by which both directions are scaled.
    aspect : float
        Logarithm of the factor by which width grows and height shrinks.
    elastic : float
        Displacement of single pixels by the elastic field.
    smoothness : float
        Pixels: σ of the Gaussian that smooths the elastic field. Small values make a trembling
        hand, large ones come near an affine map.
    thickness : float
        Share of the way to the image with strokes one pixel thicker on each side (a grey-level
        dilation), or, if drawn negative, one pixel thinner (an erosion); drawn values beyond
        ±1 count as ±1.
    soiled : float
        Share of the images that are spoilt pixel by pixel; see `nnlib.images.soiling`.

    Raises
    ------
    ValueError
        If a number is negative or not finite, `smoothness` is 0, or `soiled` is 1 or more.

    References
    ----------
    Simard, Steinkraus and Platt (2003), *Best Practices for Convolutional Neural Networks Applied
    to Visual Document Analysis*: elastic distortion.

    Examples
    --------
    >>> Distortion(rotation=0.2).rotation
    0.2
    """

    shift: float = 0.7
    rotation: float = 0.11
    slant: float = 0.13
    size: float = 0.08
    aspect: float = 0.08
    elastic: float = 0.9
    smoothness: float = 4.0
    thickness: float = 0.2
    soiled: float = 0.2

    def __post_init__(self):
        constraints = dict.fromkeys(vars(self), number(0)) | {
            "smoothness": number(above=0),
            "soiled": number(0, below=1),
        }
        check_all(vars(self), constraints)

    def at(self, progress: float) -> "Distortion":
        """What is left of it when this share of the training is done: less, near the end.

        A network is asked about images that nobody distorted, and learns last what it is asked.
        How smooth the fields are, and how many images are spoilt, stays.
        """
        if progress < GENTLE_FROM:
            return self
        return replace(self, **{name: GENTLE * getattr(self, name) for name in STRENGTHS})


# sharing so small a product among threads takes longer than all the rest
@BLAS.wrap(limits=1, user_api="blas")
def distort(
    images: np.ndarray, rng: np.random.Generator, distortion: Distortion | None = None
) -> np.ndarray:
    """Distort every image in its own way.

    Each pixel of the result looks up its value at a displaced place of the original, between
    pixels by bilinear interpolation. The displacement is an affine map about the digit's centre
    plus a smooth random field.

    Parameters
    ----------
    images : ndarray of uint8 or float, shape (N, 28, 28) or (N, 784)
        uint8 counts to 255; floats are in [0, 1].
    rng : numpy.random.Generator
    distortion : Distortion, optional
        Default: ``Distortion()``, what the robust recipe uses.

    Returns
    -------
    ndarray of float32, shape (N, 784)
        In [0, 1].

    Raises
    ------
    ValueError
        If the images have another shape or dtype or are not finite, or `rng` is not a generator.

    Examples
    --------
    >>> images = np.zeros((2, 28, 28), np.uint8)
    >>> images[:, 10:18, 13:15] = 255
    >>> changed = distort(images, np.random.default_rng(0))
    >>> changed.shape, changed.dtype, bool(np.any(changed[0] != changed[1]))
    ((2, 784), dtype('float32'), True)
    """
    images = as_rows("images", images, SIDE * SIDE, one=False)
    check_finite("images", images)
    check_generator(rng)
    distortion = Distortion() if distortion is None else distortion
    check_type("distortion", distortion, Distortion)
    images = images.reshape(-1, SIDE, SIDE)
    basis = _field_basis(distortion.smoothness)
    out = np.empty((len(images), SIDE * SIDE), np.float32)
    for start in range(0, len(images), CHUNK):
        chunk = slice(start, start + CHUNK)
        padded = _padded(images[chunk])
        _vary_thickness(padded, distortion.thickness, rng)
        _look_up(padded, _places(len(padded), distortion, basis, rng), out[chunk])
    soil(out, rng, distortion.soiled)
    return out


def _padded(images: np.ndarray) -> np.ndarray:
    """The images with a margin of paper, as float32 in [0, 1]: (n, PADDED, PADDED)."""
    padded = np.zeros((len(images), PADDED, PADDED), np.float32)
    inner = padded[:, MARGIN:-MARGIN, MARGIN:-MARGIN]
    np.multiply(images, np.float32(unit(images)), out=inner, casting="same_kind")
    return padded


def _vary_thickness(padded: np.ndarray, deviation: float, rng: np.random.Generator) -> None:
    """Blend each image with its dilation or its erosion, in place."""
    share = np.clip(rng.normal(0, deviation, len(padded)), -1, 1).astype(np.float32)
    for rows, extreme in ((share > 0, np.maximum), (share < 0, np.minimum)):
        image = padded[rows]
        changed = neighbourhood(image, extreme)
        changed -= image
        changed *= np.abs(share[rows])[:, None, None]
        image += changed
        padded[rows] = image


@lru_cache(maxsize=8)
def _field_basis(smoothness: float) -> np.ndarray:
    """Rows that span every affine map and every smooth field: (3 + r², 784).

    White noise smoothed by a Gaussian is ``G E Gᵀ`` (rows, then columns). The matrix G lets
    hardly anything but its first r singular vectors through: ``G ≈ U S Vᵀ``. ``Vᵀ E V`` is white
    noise again, so r² random numbers an image stand for 784, and the field of a batch, with the
    affine map in the same stroke, is one matrix product.
    """
    pixel = np.arange(SIDE)
    gaussian = np.exp(-0.5 * ((pixel[:, None] - pixel) / smoothness) ** 2)
    u, s, _ = np.linalg.svd(gaussian)
    r = int(np.searchsorted(-s, -0.05 * s[0]))
    modes = u[:, :r] * s[:r]
    fields = np.einsum("ya,xb->abyx", modes, modes).reshape(r * r, -1)
    fields /= np.sqrt(np.mean(np.sum(fields**2, axis=0)))  # a field of standard deviation 1
    y, x = np.mgrid[:SIDE, :SIDE].reshape(2, -1) - CENTRE
    return np.concatenate([[np.ones_like(x), x, y], fields]).astype(np.float32)


def _places(
    n: int, distortion: Distortion, basis: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Where each pixel of n results looks, in padded pixels: (2, n, 784), y and then x."""
    d = distortion
    turn = rng.normal(0, d.rotation, n)
    slant = rng.normal(0, d.slant, n)
    size, aspect = rng.normal(0, d.size, n), rng.normal(0, d.aspect, n)
    width, height = np.exp(-size - aspect), np.exp(-size + aspect)
    cos, sin = np.cos(turn), np.sin(turn)
    weights = np.empty((2, n, len(basis)), np.float32)
    weights[:, :, 0] = rng.normal(CENTRE + MARGIN, d.shift, (2, n))
    # x and y of the result: turned, then slanted, then stretched
    weights[0, :, 1], weights[0, :, 2] = height * sin, height * cos
    weights[1, :, 1], weights[1, :, 2] = width * (cos + slant * sin), width * (slant * cos - sin)
    noise = rng.standard_normal((2, n, len(basis) - 3), np.float32)
    np.multiply(noise, np.float32(d.elastic), out=weights[:, :, 3:])
    return weights @ basis


def _look_up(padded: np.ndarray, places: np.ndarray, out: np.ndarray) -> None:
    """Bilinear interpolation of each padded image at its places; writes (n, 784)."""
    np.clip(places, 0, np.float32(PADDED - 1.001), out=places)
    corner = places.astype(np.int32)  # what is positive is rounded down
    places -= corner
    dy, dx = places
    corner[0] *= PADDED
    index = corner[0]
    index += corner[1]
    index += (np.arange(len(padded), dtype=np.int32) * PADDED**2)[:, None]
    index = index.astype(np.intp)  # once: `take` would do it for each of the four
    flat = padded.ravel()
    above, right = flat.take(index), flat[1:].take(index)
    right -= above
    right *= dx
    above += right
    below, right = flat[PADDED:].take(index), flat[PADDED + 1 :].take(index)
    right -= below
    right *= dx
    below += right
    below -= above
    below *= dy
    np.add(above, below, out=out)
