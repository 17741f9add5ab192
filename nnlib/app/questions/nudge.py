"""Nudge my pen: how little it takes until the network reads another digit, played."""

from collections.abc import Callable

import ipywidgets
import numpy as np

from ...images.strokes import CANVAS
from .. import style
from ..parts import box, button
from ..pipelines import PIPELINES
from .nudging import Nudge, nudged
from .reading import read

PLAYED = 4  # seconds: there, back and there again
EMPTY = (
    "Draw a digit. Nudge moves your own points, as little as may be, until it reads another one."
)
FAILED = "Forty small moves did not change the answer: this one stands firm."


class NudgeMyPen(ipywidgets.VBox):
    """The drawing, the drawing moved, and the way from the one to the other."""

    def __init__(self, pad, listener: Callable):
        self._pad, self._drawing = pad, None
        self._nudge = button("Nudge", "Look for the smallest move", listener(self._look))
        self._again = button("Play again", "Show the move again", listener(self._play))
        self._found: Nudge | None = None
        self._said = ipywidgets.HTML(EMPTY)
        super().__init__([box("row", self._nudge, self._again), self._said])

    def show(self) -> None:
        """Begin anew with another drawing, or when another network reads it."""
        pad = self._pad
        now = (pad.tensor is not None and pad.tensor.tobytes(), pad.network)
        if now != self._drawing:
            self._drawing, self._found = now, None
            self._said.value = EMPTY
        self._nudge.disabled = pad.tensor is None or self._found is not None
        self._again.layout.display = None if self._found else "none"

    def _look(self) -> None:
        pad = self._pad
        strokes = [np.array(stroke) for stroke in pad.strokes]
        self._found = nudged(pad.network, strokes, pad.pipeline, pad.pen)
        self._play()
        self.show()

    def _play(self) -> None:
        found, pad = self._found, self._pad
        said = [
            read(pad.network, PIPELINES[pad.pipeline](strokes, pad.pen)).html
            for strokes in (found.before, found.after)
        ]
        if not found.flipped:
            self._said.value = FAILED
            return
        figures = [
            _figure(_svg(found.before, pad.pen), f"yours: {said[0]}"),
            _figure(_svg(found.before, pad.pen, found.after), "the move", "nnlib-played"),
            _figure(_svg(found.after, pad.pen), f"moved: {said[1]}"),
        ]
        self._said.value = ""  # what is there already would not be played again
        self._said.value = (
            f'<div class="nnlib-nudge">{"".join(figures)}</div><p>Your points moved by '
            f"{100 * found.mean:.1f} % of the digit’s size on average, and none of them by more "
            f"than {100 * found.farthest:.1f} %.</p>"
        )


def _figure(svg: str, caption: str, kind: str = "") -> str:
    return f'<figure class="{kind}">{svg}<figcaption>{caption}</figcaption></figure>'


def _svg(strokes: list[np.ndarray], pen: float, after: list[np.ndarray] | None = None) -> str:
    """Strokes as the sheet shows them; on their way to others, if there are any."""
    lines = ""
    for i, stroke in enumerate(strokes):
        move = ""
        if after is not None:
            there, back = _points(after[i]), _points(stroke)
            move = (
                f'<animate attributeName="points" dur="{PLAYED}s" fill="freeze" '
                f'values="{back};{there};{back};{there}"/>'
            )
        lines += f'<polyline points="{_points(stroke)}">{move}</polyline>'
    return (
        f'<svg viewBox="0 0 {CANVAS} {CANVAS}" aria-hidden="true" fill="none" stroke="{style.INK}" '
        f'stroke-width="{pen}" stroke-linecap="round" stroke-linejoin="round">{lines}</svg>'
    )


def _points(stroke: np.ndarray) -> str:
    stroke = np.concatenate([stroke, stroke[-1:] + 0.01])  # a dot has ink too
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in stroke)
