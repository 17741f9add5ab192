"""From properties to advice: the one or two causes behind all that is unusual in a tensor."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..arguments import refusal
from .diagnostics import MNIST_TABLE, NEVER_INKED, ROUNDED, STRAY_LIMIT, measure
from .strokes import SIDE

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
    return find(measure(image.reshape(1, -1)))


def find(measured: Mapping[str, np.ndarray]) -> list[Finding]:
    """Say what is wrong with a tensor whose properties `measure` gave; see `diagnose`."""
    values = {name: float(value[0]) for name, value in measured.items()}
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
        # ink all over the corners is not a stain: it is the paper
        words = "inverted" if name == "stray_ink" and value > len(NEVER_INKED) / 2 else name
        advice = ADVICE[words][value > high].format(value=value, low=low, high=high)
        if not advice:
            continue
        findings.append(Finding(words, value, low, high, advice))
        explained |= EXPLAINS[name]
    return findings
