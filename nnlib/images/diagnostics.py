"""What the network is really fed: each property of a tensor, held against MNIST's own."""

from dataclasses import dataclass

import numpy as np

from .strokes import CENTRE, SIDE

PERCENTILES = (0.1, 1, 25, 50, 75, 99, 99.9)
# Of the 50,000 training images: what `training_table` and `never_inked` give, and a test holds
# these numbers against them.
MNIST_TABLE = {
    "density": (28.271, 38.514, 77.807, 99.918, 123.833, 193.349, 228.275),
    "centre_offset": (0.018, 0.057, 0.285, 0.401, 0.491, 0.659, 0.693),
    "area_ratio": (0.051, 0.102, 0.306, 0.383, 0.434, 0.51, 0.51),
    "size": (18.0, 19.0, 20.0, 20.0, 20.0, 20.0, 20.0),
    "aspect": (0.1, 0.2, 0.6, 0.75, 0.9, 1.429, 1.818),
    "thickness": (1.279, 1.436, 2.01, 2.36, 2.785, 4.284, 5.366),
    "contrast": (0.996, 0.996, 1.0, 1.0, 1.0, 1.0, 1.0),
}
ROUNDED = 0.0005  # by how much a number of the table may be off
# The pixels that hold no ink in any training image, as row × 28 + column.
# fmt: off
NEVER_INKED = (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
    30, 31, 52, 53, 54, 55, 56, 57, 59, 82, 83, 84, 85, 111, 112, 140, 141, 168, 476, 560, 644,
    645, 671, 672, 673, 699, 700, 701, 727, 728, 729, 730, 754, 755, 756, 757, 758, 759, 780, 781,
    782, 783,
)
# fmt: on
STRAY_LIMIT = 0.5  # of summed ink; by definition the training images have none there
BLANK = 1e-6  # an image of less contrast holds nothing to measure
EDGE = 0.5  # of the contrast: what is darker belongs to the digit's box
CHUNK = 500  # images at a time when measuring: small enough to stay in the processor's cache

# A fault often moves several properties: a small digit also has little ink and thin strokes. So
# causes come first, and a finding silences those that it explains.
EXPLAINS = {
    "blank": {"contrast", "density", "size", "aspect", "thickness", "area_ratio", "centre_offset"},
    "stray_ink": {"density", "centre_offset", "area_ratio", "size", "aspect", "thickness"},
    "contrast": {"density"},
    "size": {"density", "area_ratio", "thickness", "centre_offset"},
    "centre_offset": set(),
    "aspect": {"density", "area_ratio", "thickness"},
    "thickness": {"density", "area_ratio"},
    "area_ratio": {"density"},
    "density": set(),
}
# property → what to say if it is too low, and if it is too high; nothing where that is no fault
ADVICE = {
    "blank": ("The image is blank: draw a digit.", ""),
    "contrast": (
        "The ink is faint, {value:.2f} from the lightest pixel to the darkest where MNIST has "
        "{low:.2f} or more: stretch the grey levels to 0 … 1.",
        "The pixels range over {value:.2f} where they should over 1: divide uint8 images by 255.",
    ),
    "size": (
        "The digit is {value:.0f} pixels long where MNIST's are {low:.0f} to {high:.0f}: crop it, "
        "then enlarge it to a 20 × 20 box.",
        "The digit is {value:.0f} pixels long where MNIST's are {low:.0f} to {high:.0f}: leave a "
        "margin, the box is 20 × 20.",
    ),
    "centre_offset": (
        "",
        "The digit is {value:.1f} pixels off the centre where MNIST allows {high:.1f}: move its "
        "centre of mass to pixel index 14.",
    ),
    "thickness": (
        "The strokes are {value:.1f} pixels thick where MNIST's are {low:.1f} to {high:.1f}: draw "
        "with a thicker pen.",
        "The strokes are {value:.1f} pixels thick where MNIST's are {low:.1f} to {high:.1f}: draw "
        "with a thinner pen.",
    ),
    "aspect": (
        "The digit is squeezed, {value:.2f} times as wide as high where MNIST has {low:.2f} or "
        "more: scale width and height alike.",
        "The digit is stretched, {value:.2f} times as wide as high where MNIST has {high:.2f} or "
        "less: scale width and height alike.",
    ),
    "area_ratio": (
        "The digit's box covers {value:.1%} of the image where MNIST's cover {low:.1%} or more: "
        "is part of it missing?",
        "The digit's box covers {value:.1%} of the image where MNIST's cover {high:.1%} or less: "
        "leave a margin.",
    ),
    "density": (
        "There is little ink, {value:.0f} where MNIST has {low:.0f} or more: are the strokes "
        "broken?",
        "There is much ink, {value:.0f} where MNIST has {high:.0f} or less: is it one digit, "
        "drawn once?",
    ),
    "stray_ink": (
        "",
        "There is ink where no training image has any, {value:.1f} pixels of it: wipe the paper "
        "around the digit.",
    ),
    "inverted": ("", "Ink and paper are exchanged: subtract the image from 1."),
}


@dataclass(frozen=True)
class Finding:
    """One property of a tensor that lies outside what MNIST has.

    Attributes
    ----------
    name : str
        A key of `ADVICE`.
    value : float
    low, high : float
        The range in which all but two in a thousand training images lie.
    advice : str
        One sentence: what is wrong, and what to do.

    Examples
    --------
    >>> finding = diagnose(np.zeros((28, 28)))[0]
    >>> finding.name, finding.value
    ('blank', 0.0)
    """

    name: str
    value: float
    low: float
    high: float
    advice: str


def diagnose(image: np.ndarray) -> list[Finding]:
    """Say what is wrong with a tensor, causes first; an empty list if nothing is.

    Parameters
    ----------
    image : ndarray, shape (28, 28) or (784,)
        What the network is fed, in [0, 1].

    Returns
    -------
    list of Finding
        A fault is named once: what merely follows from it is left out (see `EXPLAINS`).

    Raises
    ------
    ValueError
        If the image has another shape, or holds values that are not finite.

    Examples
    --------
    >>> print(diagnose(np.zeros((28, 28)))[0].advice)
    The image is blank: draw a digit.
    """
    image = np.asarray(image)
    if image.shape not in ((SIDE, SIDE), (SIDE * SIDE,)):
        raise ValueError(f"image: got shape {image.shape}, want (28, 28) or (784,).")
    values = {name: float(value[0]) for name, value in measure(image.reshape(1, -1)).items()}
    ranges = {name: (row[0], row[-1]) for name, row in MNIST_TABLE.items()}
    ranges["stray_ink"] = (0.0, STRAY_LIMIT)
    findings, explained = [], set()
    for name in EXPLAINS:
        if name == "blank":
            value, low, high = values["contrast"], 2 * ROUNDED, np.inf
        else:
            value, (low, high) = values[name], ranges[name]
        if name in explained or low - ROUNDED <= value <= high + ROUNDED:
            continue
        # ink all over the corners is no stain: it is the paper
        words = "inverted" if name == "stray_ink" and value > len(NEVER_INKED) / 2 else name
        advice = ADVICE[words][value > high].format(value=value, low=low, high=high)
        if not advice:
            continue
        findings.append(Finding(words, value, low, high, advice))
        explained |= EXPLAINS[name]
    return findings


def training_table(images: np.ndarray) -> dict[str, tuple[float, ...]]:
    """Percentiles of each property over a training set: how `MNIST_TABLE` was made.

    Parameters
    ----------
    images : ndarray, shape (N, 784)
        In [0, 1].

    Returns
    -------
    dict
        Property → its `PERCENTILES`, to three decimals.
    """
    measured = measure(images)
    del measured["stray_ink"]  # zero, by definition
    return {
        name: tuple(np.percentile(values, PERCENTILES).round(3).tolist())
        for name, values in measured.items()
    }


def never_inked(images: np.ndarray) -> np.ndarray:
    """The pixels (flat indices) that hold no ink in any of these images (N, 784)."""
    return np.flatnonzero(images.max(axis=0) == 0)


def measure(images: np.ndarray) -> dict[str, np.ndarray]:
    """The properties of tensors, as the network is fed them.

    Parameters
    ----------
    images : ndarray, shape (N, 28, 28), (N, 784) or (28, 28)
        In [0, 1], ink is 1.

    Returns
    -------
    dict of ndarray, each of shape (N,)
        ``density``
            The sum of all pixels.
        ``centre_offset``
            From the ink's centre of mass to where MNIST puts it, in pixels.
        ``area_ratio``
            The bounding box's share of the 784 pixels.
        ``size``
            The bounding box's longer side, in pixels.
        ``aspect``
            The bounding box's width over its height.
        ``thickness``
            Of the strokes, in pixels: twice the ink over the length of its outline. A stroke of
            length L and width w holds L w of ink, and its outline is 2 L long.
        ``contrast``
            From the lightest pixel to the darkest.
        ``stray_ink``
            The sum of the pixels that hold no ink in any training image.

        What cannot be measured on a blank image is NaN.

    Raises
    ------
    ValueError
        If the images have another shape, or hold values that are not finite.
    """
    images = np.asarray(images)
    if images.dtype.kind != "f":
        raise ValueError(f"images: got dtype {images.dtype}, want floats in [0, 1].")
    fits = images.shape[-1:] == (SIDE * SIDE,) and images.ndim == 2
    if not fits and (images.ndim not in (2, 3) or images.shape[-2:] != (SIDE, SIDE)):
        raise ValueError(
            f"images: got shape {images.shape}, want (N, 28, 28), (N, 784) or (28, 28)."
        )
    if not np.isfinite(images).all():
        raise ValueError("images: hold values that are not finite (NaN or infinity).")
    images = images.reshape(-1, SIDE, SIDE)
    parts = [_measure(images[i : i + CHUNK]) for i in range(0, max(len(images), 1), CHUNK)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _measure(images: np.ndarray) -> dict[str, np.ndarray]:
    lightest, darkest = images.min(axis=(1, 2)), images.max(axis=(1, 2))
    contrast = darkest - lightest
    blank = contrast < BLANK
    # Shape is measured on the ink alone, as if the pen had written black on white.
    ink = (images - lightest[:, None, None]) / np.where(blank, 1, contrast)[:, None, None]
    total = np.where(blank, np.nan, ink.sum(axis=(1, 2)))
    at = np.arange(SIDE)
    x, y = ink.sum(axis=1) @ at / total, ink.sum(axis=2) @ at / total
    height, width = (_extent(ink.max(axis=axis) >= EDGE) for axis in (2, 1))
    outline = np.hypot(np.diff(ink, axis=2, prepend=0), np.diff(ink, axis=1, prepend=0)).sum(
        axis=(1, 2)
    )
    return {
        "density": images.sum(axis=(1, 2)),
        "centre_offset": np.hypot(x - CENTRE, y - CENTRE),
        "area_ratio": np.where(blank, np.nan, height * width / SIDE**2),
        "size": np.where(blank, np.nan, np.maximum(height, width)),
        "aspect": np.where(blank, np.nan, width / height),
        "thickness": 2 * total / np.where(blank, 1, outline),
        "contrast": contrast,
        "stray_ink": images.reshape(-1, SIDE * SIDE)[:, list(NEVER_INKED)].sum(axis=1),
    }


def _extent(inked: np.ndarray) -> np.ndarray:
    """From the first True to the last, for each row of (N, 28)."""
    first = inked.argmax(axis=1)
    last = SIDE - 1 - inked[:, ::-1].argmax(axis=1)
    return last - first + 1
