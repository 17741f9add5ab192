"""The sheet of paper: the pen's points become strokes, and strokes become smooth ink."""

import math
from collections.abc import Callable, Iterable
from itertools import pairwise

import ipywidgets
import numpy as np
from ipycanvas import Canvas, hold_canvas

from ..images.handwriting import draw_digit
from ..images.strokes import CANVAS
from . import style
from .page import Pen
from .parts import box

SHARP = 3  # canvas pixels to a unit of the sheet: round ink on sharp screens too
MAX_POINTS = 20_000  # of one drawing: ten minutes of scribbling; what comes after is not recorded


class Sheet(ipywidgets.Box):
    """A canvas to draw on with mouse, pen or finger; its side is `CANVAS` units, whatever its size.

    `changed` is called with True when a stroke or the whole drawing is complete, with False while
    the pen moves. `listener` wraps every function that answers to an event. `side` is how wide the
    sheet is on the page where there is room, in pixels.
    """

    def __init__(
        self,
        changed: Callable[[bool], None],
        listener: Callable[[Callable], Callable],
        side: int,
        pen_width: float,
    ):
        # from the upper left corner, y down, as the pen reported them
        self.strokes: list[list[tuple[float, float]]] = []
        self._changed = changed
        self._down = False

        self._blotter = Canvas(width=1, height=1)  # never shown
        self._canvas = Canvas(width=SHARP * CANVAS, height=SHARP * CANVAS)
        self._canvas.on_client_ready(listener(self.redraw))
        self._pen = Pen(pen_width, self._heard, listener)
        super().__init__([box("pad", self._canvas), self._pen])
        self.layout.max_width = f"{side}px"
        self.add_class("nnlib-sheet")

    @property
    def full(self) -> bool:
        """Whether the drawing has so many points that no more are recorded."""
        return sum(map(len, self.strokes)) >= MAX_POINTS

    @property
    def pen_width(self) -> float:
        """The pen's width, in the units of the sheet."""
        return self._pen.width

    @pen_width.setter
    def pen_width(self, width: float) -> None:
        self._pen.width = width
        self.redraw()

    def pen_down(self, x: float, y: float) -> None:
        """Begin a stroke."""
        self._lift()
        if not self.full:
            self._down = True
            self.strokes.append([_point(x, y)])
        self._changed(False)

    def pen_move(self, x: float, y: float) -> None:
        """Draw on, if the pen is down; hovering leaves no trace."""
        if self._down:
            self.strokes[-1].append(_point(x, y))
            if self.full:
                self.pen_up()
            else:
                self._changed(False)

    def pen_up(self) -> None:
        """End the stroke."""
        if self._down:
            self._lift()
            self._changed(True)

    def undo(self) -> None:
        """Take the last stroke back."""
        del self.strokes[-1:]
        self._begin_anew()

    def clear(self) -> None:
        """Wipe the sheet."""
        self.replace([])

    def replace(self, strokes: Iterable[Iterable]) -> None:
        """Wipe the sheet, and put another drawing there."""
        self.strokes = [[_point(x, y) for x, y in stroke] for stroke in strokes]
        self._begin_anew()

    def example(self) -> None:
        """Put a digit there, as the synthetic pen writes it."""
        rng = np.random.default_rng()
        self.replace(draw_digit(int(rng.integers(10)), rng))

    def redraw(self) -> None:
        """Everything again: for a page that was just opened, or when strokes are gone."""
        with hold_canvas():
            self._take_pen()
            self._canvas.clear()
            for stroke in self.strokes:
                self._stroke(stroke)

    def _begin_anew(self) -> None:
        self._down = False
        self._pen.wipe()
        self.redraw()
        self._changed(True)

    def _heard(self, kind: str, points: list[tuple[float, float]], stroke: object) -> None:
        """What the pen did in the browser."""
        if kind == "down":
            self.pen_down(*points[0])
        elif kind == "move":
            for point in points:
                self.pen_move(*point)
        else:
            self.pen_up()
            self._pen.dry(stroke)

    def _take_pen(self) -> None:
        """Say which canvas is meant, and how it draws.

        ipycanvas names a canvas only when it is another one than the last time, and a page that
        was opened or reloaded since has not heard it.
        """
        self._blotter.clear()
        canvas = self._canvas
        canvas.set_transform(SHARP, 0, 0, SHARP, 0, 0)
        canvas.line_width = self.pen_width
        canvas.line_cap = canvas.line_join = "round"
        canvas.stroke_style = style.INK

    def _lift(self) -> None:
        if self._down:
            self._down = False
            with hold_canvas():
                self._take_pen()
                self._stroke(self.strokes[-1])

    def _stroke(self, points: list[tuple[float, float]]) -> None:
        """Ink for good, as `pen.js` lays it wet.

        The points are joined by parabolas from the middle of one piece to the middle of the next,
        which makes round strokes of few points; the recorded points stay as they are.
        """
        canvas = self._canvas
        canvas.begin_path()
        canvas.move_to(*points[0])
        # a dot: where the pen came down there is ink, however short the stroke
        canvas.line_to(points[0][0] + 0.01, points[0][1])
        for point, following in pairwise(points[1:]):
            canvas.quadratic_curve_to(*point, *_middle(point, following))
        canvas.line_to(*points[-1])
        canvas.stroke()


def _point(x: float, y: float) -> tuple[float, float]:
    point = float(x), float(y)
    if not all(map(math.isfinite, point)):
        raise ValueError(f"x, y: got {point}, want finite numbers.")
    return point


def _middle(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
