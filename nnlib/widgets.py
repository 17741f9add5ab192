"""The drawing pad: strokes go to the network, and its answer comes back."""

import time

import ipywidgets
import numpy as np
from ipycanvas import Canvas, hold_canvas

from . import style
from .checkpoint import load_network
from .diagnostics import diagnose
from .network import Network
from .strokes import SIDE, strokes_to_image

UPDATE_EVERY = 0.05  # seconds between predictions while the pen is down
EMPTY = "–"


class DigitPad(ipywidgets.VBox):
    """A sheet to draw a digit on, with the network's answer beside it.

    The pen's strokes are kept as points. After each stroke, and while one is drawn, they become
    the 28 × 28 image that is shown and that the network is fed: the same array, by the same
    functions that training and ``evaluate --drawings`` use.

    Parameters
    ----------
    network : Network, optional
        Default: the one in ``weights/robust.npz``.
    side : int
        The sheet's width and height in canvas pixels.

    Attributes
    ----------
    strokes : list of list of (x, y)
        Canvas pixels, y down.
    tensor : ndarray of float32, shape (28, 28), or None
        What the network is fed; None while the sheet is empty.
    probabilities : ndarray, shape (10,), or None
        The network's answer.
    prediction : str
        The most probable digit, or "–".
    """

    def __init__(self, network: Network | None = None, side: int = style.PAD_SIDE):
        self.network = load_network("weights/robust.npz") if network is None else network
        self.strokes: list[list[tuple[float, float]]] = []
        self.tensor: np.ndarray | None = None
        self.probabilities: np.ndarray | None = None
        self._drawing = False
        self._updated = 0.0

        self._canvas = Canvas(width=side, height=side)
        # A canvas stretched by its layout would no longer be where the pen is.
        self._canvas.layout = ipywidgets.Layout(
            width=f"{side}px", height=f"{side}px", flex="0 0 auto"
        )
        self._tensor_canvas = Canvas(width=SIDE, height=SIDE)
        self._tensor_canvas.layout = ipywidgets.Layout(width="140px", height="140px")
        self._answer, self._bars, self._note = (ipywidgets.HTML() for _ in range(3))
        clear = ipywidgets.Button(description="Clear", tooltip="Wipe the sheet")
        clear.on_click(lambda _: self.clear())

        sheet = ipywidgets.Box([self._canvas])
        sheet.add_class("nnlib-pad")
        tensor = ipywidgets.Box([self._tensor_canvas])
        tensor.add_class("nnlib-tensor")
        caption = ipywidgets.HTML('<div class="nnlib-note">What the network sees, 28 × 28</div>')
        wrap = ipywidgets.Layout(flex_flow="row wrap", align_items="flex-start", grid_gap="16px")
        columns = [
            ipywidgets.VBox([sheet, clear]),
            ipywidgets.VBox([self._answer, self._bars, self._note]),
            ipywidgets.VBox([tensor, caption]),
        ]
        css = ipywidgets.HTML(f"<style>{style.PAD_CSS}</style>")
        super().__init__([css, ipywidgets.Box(columns, layout=wrap)])
        self.add_class("nnlib-app")

        self._canvas.on_mouse_down(self.pen_down)
        self._canvas.on_mouse_move(self.pen_move)
        self._canvas.on_mouse_up(self.pen_up)
        self._canvas.on_mouse_out(self.pen_up)  # the sheet hears nothing of what happens outside
        self._canvas.on_touch_start(lambda touches: self.pen_down(*touches[0]))
        self._canvas.on_touch_move(lambda touches: self.pen_move(*touches[0]))
        self._canvas.on_touch_end(lambda touches: self.pen_up())
        self._canvas.on_touch_cancel(lambda touches: self.pen_up())
        self._canvas.on_client_ready(self._redraw)
        self.clear()

    @property
    def prediction(self) -> str:
        """The most probable digit, or "–" while the sheet is empty."""
        return EMPTY if self.probabilities is None else str(int(self.probabilities.argmax()))

    def __repr__(self) -> str:
        return f"DigitPad({self.network!r})"

    def clear(self) -> None:
        """Wipe the sheet."""
        self.strokes = []
        self._drawing = False
        self._redraw()
        self._update()

    def pen_down(self, x: float, y: float) -> None:
        """Begin a stroke at canvas pixel (x, y)."""
        self._drawing = True
        self.strokes.append([(x, y)])
        self._ink(x, y, x, y)

    def pen_move(self, x: float, y: float) -> None:
        """Draw on to (x, y) if the pen is down; hovering leaves no trace."""
        if not self._drawing:
            return
        self._ink(*self.strokes[-1][-1], x, y)
        self.strokes[-1].append((x, y))
        if time.monotonic() - self._updated > UPDATE_EVERY:
            self._update()

    def pen_up(self, x: float | None = None, y: float | None = None) -> None:
        """End the stroke and let the network read all of them."""
        if self._drawing:
            self._drawing = False
            self._update()

    def _update(self) -> None:
        if self.strokes:
            self.tensor = strokes_to_image(self.strokes)
            self.probabilities = self.network.predict(self.tensor)[0]
        else:
            self.tensor = self.probabilities = None
        self._answer.value = f'<div class="nnlib-prediction">{self.prediction}</div>'
        self._bars.value = _bars_html(self.probabilities)
        self._note.value = f'<div class="nnlib-note">{self._remark()}</div>'
        pixels = np.zeros((SIDE, SIDE)) if self.tensor is None else self.tensor * 255
        self._tensor_canvas.put_image_data(np.rint(pixels).astype(np.uint8))
        self._updated = time.monotonic()

    def _remark(self) -> str:
        """What the reader should know about the answer; nothing if all is well."""
        if self.tensor is None:
            return ""
        if not self.network.knows(self.tensor)[0]:
            return f"This is not a digit I know. {self.prediction} is the nearest."
        return " ".join(finding.advice for finding in diagnose(self.tensor))

    def _ink(self, x0: float, y0: float, x1: float, y1: float) -> None:
        # a line without length shows nothing, not even its round ends
        self._canvas.stroke_line(x0, y0, x1 + 0.01, y1)

    def _redraw(self) -> None:
        """Everything again: for a page that was just opened, or after a wipe."""
        with hold_canvas():
            self._canvas.clear()
            self._canvas.line_width = style.PAD_PEN
            self._canvas.line_cap = self._canvas.line_join = "round"
            self._canvas.stroke_style = style.INK
            for stroke in self.strokes:
                for begin, end in zip(stroke, stroke[1:] or stroke, strict=False):
                    self._ink(*begin, *end)


def _bars_html(probabilities: np.ndarray | None) -> str:
    shares = np.zeros(10) if probabilities is None else probabilities
    best = -1 if probabilities is None else int(shares.argmax())
    rows = (
        f"<tr{' class=best' if digit == best else ''}><td>{digit}</td>"
        f'<td class="track"><div class="bar" style="width:{100 * share:.1f}%"></div></td>'
        f"<td>{f'{share:.1%}' if best >= 0 else ''}</td></tr>"
        for digit, share in enumerate(shares)
    )
    return f'<table class="nnlib-bars">{"".join(rows)}</table>'
