"""From properties to advice: the one or two causes behind all that is unusual in a tensor."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..arguments import refusal
from .diagnostics import MNIST_TABLE, NEVER_INKED, ROUNDED, STRAY_LIMIT, measure
from .strokes import SIDE

# Where all but two in a thousand training images lie.
RANGES = {name: (row[0], row[-1]) for name, row in MNIST_TABLE.items()} | {
    "blank": (2 * ROUNDED, np.inf),  # of the contrast
    "stray_ink": (0.0, STRAY_LIMIT),
}

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
# property → the advice if it is too low, and if it is too high; empty where that is not a fault
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
        raise refusal("image", f"shape {image.shape}", "(28, 28) or (784,)")
    values = _measured(image)
    findings, explained = [], set()
    for name in EXPLAINS:
        if name in explained or not _is_fault(name, values[name]):
            continue
        words = name
        if name == "stray_ink":
            if values[name] > len(NEVER_INKED) / 2:
                words = "inverted"  # ink all over the corners is not a stain: it is the paper
            elif _reaches_the_corners(image, values):
                continue
        low, high = RANGES[name]
        advice = ADVICE[words][values[name] > high]
        advice = advice.format(value=values[name], low=low, high=high)
        findings.append(Finding(words, values[name], low, high, advice))
        explained |= EXPLAINS[name]
    return findings


def _measured(image: np.ndarray) -> dict[str, float]:
    values = {name: float(value[0]) for name, value in measure(image.reshape(1, -1)).items()}
    return values | {"blank": values["contrast"]}


def _is_fault(name: str, value: float) -> bool:
    """Whether a property lies outside its range on a side where that is a fault."""
    low, high = RANGES[name]
    return bool(
        (value < low - ROUNDED and ADVICE[name][0]) or (value > high + ROUNDED and ADVICE[name][1])
    )


def _reaches_the_corners(image: np.ndarray, values: Mapping[str, float]) -> bool:
    """Whether ink in the corners is the digit's, too large or in the wrong place, and no stain.

    Without a stain a digit is as it should be. A small one in the corner stays small, and a large
    one is cut: then what is wrong with the whole is its size or its place.
    """
    without = image.reshape(-1).copy()
    without[list(NEVER_INKED)] = 0
    measured = _measured(without)
    return any(
        _is_fault(name, measured[name])
        and _is_fault(name, values[name])
        and (measured[name] > RANGES[name][1]) == (values[name] > RANGES[name][1])
        for name in ("size", "centre_offset")
    )
