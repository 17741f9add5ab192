"""The words beside the sheet, as HTML: the answer, ten bars, the measures."""

from collections.abc import Mapping

import numpy as np

from ..images.advice import ADVICE
from ..images.diagnostics import MNIST_TABLE, ROUNDED
from .parts import text

EMPTY = "–"
# property → what it is called beside the pad, its unit, and how many decimals are worth reading
MEASURES = {
    "size": ("Size", "px", 0),
    "centre_offset": ("Off centre", "px", 2),
    "thickness": ("Stroke width", "px", 1),
    "density": ("Ink", "", 0),
    "aspect": ("Width / height", "", 2),
    "area_ratio": ("Box / image", "", 2),
    "contrast": ("Contrast", "", 2),
}
BESIDE = 0.5  # of the range: how much of the scale lies on either side of it


def answer(prediction: str, remark: str, unsure: bool = False) -> str:
    """The digit, large, and a sentence about it, if one is needed.

    An unsure answer is a large question mark; the digit stands small beside it.
    """
    digit = f'<div class="nnlib-prediction" role="status">{prediction}</div>'
    if unsure:
        digit = (
            '<div class="nnlib-unsure"><div class="nnlib-doubt" aria-hidden="true">?</div>'
            f'<div class="nnlib-nearest"><span>nearest</span>{digit}</div></div>'
        )
    return f'<div class="nnlib-answer">{digit}<div class="nnlib-remark">{text(remark)}</div></div>'


def bars(probabilities: np.ndarray | None, unsure: bool = False) -> str:
    """A bar for each digit; the longest one is marked, and all are dim if it is unsure."""
    shares = np.zeros(10) if probabilities is None else probabilities
    best = -1 if probabilities is None else int(shares.argmax())
    rows = (
        f"<tr{' class=best' if digit == best else ''}><th scope=row>{digit}</th>"
        f'<td class="track"><div class="bar" style="width:{100 * share:.1f}%"></div></td>'
        f"<td>{percent(share) if best >= 0 else ''}</td></tr>"
        for digit, share in enumerate(shares)
    )
    dim = " dim" if unsure else ""
    return f'<table class="nnlib-bars{dim}" aria-label="Probabilities">{"".join(rows)}</table>'


def percent(share: float) -> str:
    """A share to a tenth of a percent; nothing is quite impossible, and nothing quite certain."""
    if share < 0.001:
        return "&lt; 0.1 %"
    return "&gt; 99.9 %" if share > 0.999 else f"{100 * share:.1f} %"


def measures(values: Mapping[str, np.ndarray] | None) -> str:
    """Each property on a scale that shows where MNIST's digits lie."""
    rows = "".join(
        _scale(name, None if values is None else float(values[name][0])) for name in MEASURES
    )
    return f'<table class="nnlib-measures">{rows}</table>'


def _scale(name: str, value: float | None) -> str:
    title, unit, decimals = MEASURES[name]
    low, high = MNIST_TABLE[name][0], MNIST_TABLE[name][-1]
    reach = (high - low) * BESIDE
    begin, length = low - reach, high - low + 2 * reach

    def place(value: float) -> float:
        return 100 * min(max((value - begin) / length, 0.0), 1.0)

    # on a side where nothing is a fault, all is usual
    left = place(low) if ADVICE[name][0] else 0.0
    right = place(high) if ADVICE[name][1] else 100.0
    mark, number, outside = "", "", False
    if value is not None and np.isfinite(value):
        # too well centred, for one, is not a fault
        outside = not low - ROUNDED <= value <= high + ROUNDED and bool(ADVICE[name][value > high])
        mark = f'<i class="mark" style="left:{place(value):.1f}%"></i>'
        number = f"{'! ' if outside else ''}{value:.{decimals}f} {unit}"
    return (
        f"<tr{' class=outside' if outside else ''}><th scope=row>{title}</th>"
        f'<td class="scale"><i class="usual" style="left:{left:.1f}%;width:{right - left:.1f}%">'
        f"</i>{mark}</td><td>{number}</td></tr>"
    )
