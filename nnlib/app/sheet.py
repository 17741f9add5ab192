"""The sheet of paper: pen events become strokes, and strokes become smooth ink."""

import math
from collections.abc import Callable

import ipywidgets
from ipycanvas import Canvas, hold_canvas

from . import style

SHARP = 2  # canvas pixels to a pixel of the page: round ink on sharp screens too
MAX_POINTS = 20_000  # of one drawing: ten minutes of scribbling; what comes after is not recorded


def still_canvas(width: int, height: int, shown: tuple[int, int] | None = None) -> Canvas:
    """A canvas that neither its container nor the width of the page stretches.

    Its size on the page is the same, unless `shown` is another one.
    """
    canvas = Canvas(width=width, height=height)
    across, down = shown or (width, height)
    canvas.layout = ipywidgets.Layout(width=f"{across}px", height=f"{down}px", flex="0 0 auto")
    return canvas


class Sheet(ipywidgets.Box):
    """A canvas to draw on with mouse, pen or finger; all lengths are in pixels of the page.

    `changed` is called with True when a stroke or the whole drawing is complete, with False while
    the pen moves. `listener` wraps every function that answers to an event.
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
        self.pen_width = pen_width
        self.after: ipywidgets.DOMWidget | None = None  # where the Tab key leads
        self._changed = changed
        self._down = False
        self._inked = 0  # points of the last stroke that are on the canvas

        self._blotter = Canvas(width=1, height=1)  # never shown
        canvas = self._canvas = still_canvas(SHARP * side, SHARP * side, (side, side))
        canvas.on_mouse_down(listener(lambda x, y: self.pen_down(x / SHARP, y / SHARP)))
        canvas.on_mouse_move(listener(lambda x, y: self.pen_move(x / SHARP, y / SHARP)))
        canvas.on_mouse_up(listener(lambda x, y: self.pen_up()))
        # the canvas hears nothing of what happens beside it, such as the pen being lifted
        canvas.on_mouse_out(listener(lambda x, y: self.pen_up()))
        canvas.on_touch_start(listener(self._touch_start))
        canvas.on_touch_move(listener(self._touch_move))
        canvas.on_touch_end(listener(lambda touches: self.pen_up()))
        canvas.on_touch_cancel(listener(lambda touches: self.pen_up()))
        canvas.on_key_down(listener(self._key_down))
        canvas.on_client_ready(listener(self.redraw))
        super().__init__([canvas])
        self.add_class("nnlib-pad")

    @property
    def full(self) -> bool:
        """Whether the drawing has so many points that no more are recorded."""
        return sum(map(len, self.strokes)) >= MAX_POINTS

    def pen_down(self, x: float, y: float) -> None:
        """Begin a stroke."""
        self._lift()
        if not self.full:
            self._down = True
            self.strokes.append([_point(x, y)])
            self._inked = 0
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
        self._down = False
        del self.strokes[-1:]
        self.redraw()
        self._changed(True)

    def clear(self) -> None:
        """Wipe the sheet."""
        self._down = False
        self.strokes = []
        self.redraw()
        self._changed(True)

    def ink(self, last: bool = False) -> None:
        """Bring to the canvas what the pen has done since the last time.

        The points are joined by parabolas from the middle of one piece to the middle of the next,
        which makes round strokes of few points; the recorded points stay as they are.
        """
        points = self.strokes[-1] if self.strokes else []
        if len(points) == self._inked and not last:
            return
        with hold_canvas():
            self._take_pen()
            self._stroke(points, self._inked, last)
        self._inked = len(points)

    def redraw(self) -> None:
        """Everything again: for a page that was just opened, or when strokes are gone."""
        with hold_canvas():
            self._take_pen()
            self._canvas.clear()
            for stroke in self.strokes:
                self._stroke(stroke, 0, True)
        self._inked = len(self.strokes[-1]) if self.strokes else 0

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
            self.ink(last=True)

    def _stroke(self, points: list[tuple[float, float]], inked: int, last: bool) -> None:
        """The pieces of a stroke whose end points were not yet known when `inked` of them were."""
        n, canvas = len(points), self._canvas
        canvas.begin_path()
        if inked == 0:  # a dot: where the pen came down there is ink, however short the stroke
            canvas.move_to(*points[0])
            canvas.line_to(points[0][0] + 0.01, points[0][1])
        first = max(inked - 1, 1)  # the first point that can now be gone around
        canvas.move_to(*(points[0] if first == 1 else _middle(points[first - 1], points[first])))
        for i in range(first, n - 1):
            canvas.quadratic_curve_to(*points[i], *_middle(points[i], points[i + 1]))
        if last:
            canvas.line_to(*points[-1])
        canvas.stroke()

    def _key_down(self, key: str, shift: bool, ctrl: bool, meta: bool) -> None:
        if key == "Tab":  # ipycanvas swallows every key, and would catch whoever uses no mouse
            self._canvas.blur()
            if self.after is not None and not shift:
                self.after.focus()
        elif key.lower() == "z" and (ctrl or meta):
            self.undo()
        elif key in ("Delete", "Backspace"):
            self.clear()

    def _touch_start(self, touches: list[tuple[float, float]]) -> None:
        if touches and not self._down:  # a second finger, or the palm, does not draw
            x, y = touches[-1]
            self.pen_down(x / SHARP, y / SHARP)

    def _touch_move(self, touches: list[tuple[float, float]]) -> None:
        if self._down and touches:
            pen = self.strokes[-1][-1]
            points = [(x / SHARP, y / SHARP) for x, y in touches]
            self.pen_move(*min(points, key=lambda point: math.dist(point, pen)))


def _point(x: float, y: float) -> tuple[float, float]:
    point = float(x), float(y)
    if not all(map(math.isfinite, point)):
        raise ValueError(f"x, y: got {point}, want finite numbers.")
    return point


def _middle(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
