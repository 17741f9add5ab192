"""The words beside the sheet, as HTML: the answer, ten bars, the measures."""

from collections.abc import Callable, Mapping

import numpy as np

from ..images.advice import ADVICE
from ..images.diagnostics import MNIST_TABLE, ROUNDED
from .parts import text
from .words import figures, to_say

EMPTY = "–"
# property → what it is called beside the pad, its unit, and how many decimals are worth reading
MEASURES = {
    "size": (to_say("Size"), "px", 0),
    "centre_offset": (to_say("Off centre"), "px", 2),
    "thickness": (to_say("Stroke width"), "px", 1),
    "density": (to_say("Ink"), "", 0),
    "aspect": (to_say("Width / height"), "", 2),
    "area_ratio": (to_say("Box / image"), "", 2),
    "contrast": (to_say("Contrast"), "", 2),
}
BESIDE = 0.5  # of the range: how much of the scale lies on either side of it


def answer(prediction: str, remark: str, unsure: bool = False, say: Callable = str) -> str:
    """The digit, large, and a sentence about it, if one is needed.

    An unsure answer is a large question mark; the digit stands small beside it.
    """
    digit = f'<div class="nnlib-prediction" role="status">{prediction}</div>'
    if unsure:
        digit = (
            '<div class="nnlib-unsure"><div class="nnlib-doubt" aria-hidden="true">?</div>'
            f'<div class="nnlib-nearest"><span>{say("nearest")}</span>{digit}</div></div>'
        )
    return f'<div class="nnlib-answer">{digit}<div class="nnlib-remark">{text(remark)}</div></div>'


def bars(probabilities: np.ndarray | None, unsure: bool = False, say: Callable = str) -> str:
    """A bar for each digit; the longest one is marked, and all are dim if it is unsure."""
    shares = np.zeros(10) if probabilities is None else probabilities
    best = -1 if probabilities is None else int(shares.argmax())
    rows = (
        f"<tr{' class=best' if digit == best else ''}><th scope=row>{digit}</th>"
        f'<td class="track"><div class="bar" style="width:{100 * share:.1f}%"></div></td>'
        f"<td>{percent(share, say) if best >= 0 else ''}</td></tr>"
        for digit, share in enumerate(shares)
    )
    dim, name = " dim" if unsure else "", say("Probabilities")
    return f'<table class="nnlib-bars{dim}" aria-label="{name}">{"".join(rows)}</table>'


def percent(share: float, say: Callable = str) -> str:
    """A share to a tenth of a percent; nothing is quite impossible, and nothing quite certain."""
    sign = "&lt; " if share < 0.001 else "&gt; " if share > 0.999 else ""
    return f"{sign}{figures(f'{100 * min(max(share, 0.001), 0.999):.1f}', say)} %"


def measures(values: Mapping[str, np.ndarray] | None, say: Callable = str) -> str:
    """Each property on a scale that shows where MNIST's digits lie."""
    rows = "".join(
        _scale(name, None if values is None else float(values[name][0]), say) for name in MEASURES
    )
    return f'<table class="nnlib-measures">{rows}</table>'


def _scale(name: str, value: float | None, say: Callable) -> str:
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
        number = f"{'! ' if outside else ''}{figures(f'{value:.{decimals}f}', say)} {unit}"
    return (
        f"<tr{' class=outside' if outside else ''}><th scope=row>{say(title)}</th>"
        f'<td class="scale"><i class="usual" style="left:{left:.1f}%;width:{right - left:.1f}%">'
        f"</i>{mark}</td><td>{number}</td></tr>"
    )
