"""Nudge my pen: how little it takes until the network reads another digit, played."""

from collections.abc import Callable

import ipywidgets
import numpy as np

from ...images.strokes import CANVAS
from .. import style
from ..parts import box, button
from ..pipelines import PIPELINES
from ..words import figures, to_say
from .nudging import Nudge, nudged
from .reading import read

PLAYED = 4  # seconds: there, back and there again
EMPTY = to_say(
    "Draw a digit. Nudge moves your own points, as little as may be, until it reads another one."
)
FAILED = to_say("Forty small moves did not change the answer: this one stands firm.")


class NudgeMyPen(ipywidgets.VBox):
    """The drawing, the drawing moved, and the way from the one to the other."""

    def __init__(self, pad, listener: Callable):
        self._pad, self._drawing = pad, None
        say = self._say = pad.say
        self._nudge = button(say("Nudge"), say("Look for the smallest move"), listener(self._look))
        self._again = button(say("Play again"), say("Show the move again"), listener(self._play))
        self._found: Nudge | None = None
        self._said = ipywidgets.HTML(say(EMPTY))
        super().__init__([box("row", self._nudge, self._again), self._said])

    def show(self) -> None:
        """Begin anew with another drawing, or when another network reads it."""
        pad = self._pad
        now = (pad.tensor is not None and pad.tensor.tobytes(), pad.network)
        if now != self._drawing:
            self._drawing, self._found = now, None
            self._said.value = self._say(EMPTY)
        self._nudge.disabled = pad.tensor is None or self._found is not None
        self._again.layout.display = None if self._found else "none"

    def _look(self) -> None:
        pad = self._pad
        strokes = [np.array(stroke) for stroke in pad.strokes]
        self._found = nudged(pad.network, strokes, pad.pipeline, pad.pen)
        self._play()
        self.show()

    def _play(self) -> None:
        found, pad, say = self._found, self._pad, self._say
        said = [
            figures(read(pad.network, PIPELINES[pad.pipeline](strokes, pad.pen)).html, say)
            for strokes in (found.before, found.after)
        ]
        if not found.flipped:
            self._said.value = say(FAILED)
            return
        shown = [
            _figure(_svg(found.before, pad.pen), f"{say('yours')}: {said[0]}"),
            _figure(_svg(found.before, pad.pen, found.after), say("the move"), "nnlib-played"),
            _figure(_svg(found.after, pad.pen), f"{say('moved')}: {said[1]}"),
        ]
        self._said.value = ""  # what is there already would not be played again
        words = say(
            "Your points moved by {} % of the digit’s size on average, and none of them by more "
            "than {} %."
        ).format(*(figures(f"{100 * part:.1f}", say) for part in (found.mean, found.farthest)))
        self._said.value = f'<div class="nnlib-nudge">{"".join(shown)}</div><p>{words}</p>'


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
