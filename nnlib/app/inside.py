"""A look inside the network while it reads: its hidden units, and the pixels for and against."""

from collections.abc import Callable

import ipywidgets
import numpy as np
from ipycanvas import hold_canvas

from ..images.strokes import SIDE
from ..network import Network
from . import style
from .attribution import Attribution
from .parts import box
from .pictures import diverging_png, image, rgb
from .sheet import still_canvas

CELL, GAP, COLUMNS = 10, 1, 16  # of the grid of units, in pixels
RUNNER_UP = -1  # in the choice of digits to compare with
STEPS = {"ArrowLeft": -1, "ArrowRight": 1, "ArrowUp": -COLUMNS, "ArrowDown": COLUMNS}
PAPER = np.ones((SIDE, SIDE))  # an empty picture


class Units(ipywidgets.VBox):
    """A hidden layer: a square for each of its n units, the brighter the more active.

    `listener` wraps every function that answers to an event; `chosen` is called with a unit's
    number when it is clicked or reached with the arrow keys.
    """

    def __init__(self, n: int, title: str, listener: Callable, chosen: Callable[[int], None]):
        self.before: ipywidgets.DOMWidget | None = None
        self.after: ipywidgets.DOMWidget | None = None
        self._n, self._chosen = n, chosen
        self._activations, self._unit = np.zeros(n), None
        canvas = self.canvas = still_canvas(COLUMNS * CELL, -(-n // COLUMNS) * CELL)
        canvas.on_mouse_down(listener(self._click))
        canvas.on_touch_start(listener(lambda touches: self._click(*touches[-1])))
        canvas.on_key_down(listener(self._key_down))
        canvas.on_client_ready(listener(self._draw))
        super().__init__([ipywidgets.HTML(f"{title}: {n} units"), canvas])
        self.add_class("nnlib-units")

    def show(self, activations: np.ndarray, unit: int | None) -> None:
        """Show how active the units are, and mark one."""
        self._activations, self._unit = activations, unit
        self._draw()

    def _draw(self) -> None:
        unit = np.arange(self._n)
        x, y = unit % COLUMNS * CELL, unit // COLUMNS * CELL
        lit = np.maximum(self._activations, 0)  # a leaky unit may be below zero
        share = lit / max(float(lit.max()), 1e-12)
        off, on = rgb(style.INK), rgb(style.PAPER)
        # the square root keeps units visible that answer little
        colours = np.rint(off + (on - off) * np.sqrt(share)[:, None]).astype(np.uint8)
        with hold_canvas():
            self.canvas.clear()
            self.canvas.fill_styled_rects(x, y, CELL - GAP, CELL - GAP, colours, alpha=1)
            if self._unit is not None:
                self.canvas.line_width = 2
                self.canvas.stroke_style = style.VERMILION
                self.canvas.stroke_rect(
                    int(x[self._unit]), int(y[self._unit]), CELL - GAP, CELL - GAP
                )

    def _click(self, x: float, y: float) -> None:
        self._choose(int(y // CELL) * COLUMNS + int(x // CELL))

    def _key_down(self, key: str, shift: bool, ctrl: bool, meta: bool) -> None:
        if key == "Tab":  # the canvas swallows it, so we have to lead on
            self.canvas.blur()
            following = self.before if shift else self.after
            if following is not None:
                following.focus()
        elif key in STEPS:
            self._choose((0 if self._unit is None else self._unit) + STEPS[key])

    def _choose(self, unit: int) -> None:
        if 0 <= unit < self._n:
            self._chosen(unit)


class LookInside(ipywidgets.VBox):
    """The hidden layers light up, one unit's weights, and why this digit and not another."""

    def __init__(self, listener: Callable[[Callable], Callable]):
        self._listener = listener
        self._network: Network | None = None
        self._attribution: Attribution | None = None
        self._layer = 0
        self._unit: int | None = None  # None: the one that adds most to the answer

        self._grids: list[Units] = []
        self._layers = box("row")
        self._strongest = ipywidgets.Button(
            description="Strongest unit", tooltip="Show the unit that adds most to the answer"
        )
        self._strongest.on_click(listener(lambda _: self._choose(self._layer, None)))
        self._other = ipywidgets.Dropdown(
            description="And not",
            options=[("the runner-up", RUNNER_UP), *((str(d), d) for d in range(10))],
            value=RUNNER_UP,
        )
        self._other.observe(listener(lambda _: self.redraw()), "value")
        self._weights, self._pixels = image(PAPER), image(PAPER)
        self._about_unit, self._about_pixels = ipywidgets.HTML(), ipywidgets.HTML()
        self._unit_panel = ipywidgets.VBox(
            [self._strongest, box("row", self._weights, self._about_unit)]
        )
        why = ipywidgets.VBox([self._other, box("row", self._pixels, self._about_pixels)])
        super().__init__([self._layers, box("row", self._unit_panel, why)])
        self.add_class("nnlib-inside")

    def show(self, network: Network, tensor: np.ndarray | None) -> None:
        """Look into this network while it reads this tensor; None: it reads nothing."""
        if network is not self._network:
            self._network = network
            self._build_grids(network.sizes[1:-1])
        self._attribution = None if tensor is None else Attribution(network, tensor)
        self.redraw()

    def redraw(self) -> None:
        """Bring the latest state to the page."""
        held = self._attribution
        if held is None:
            for grid, n in zip(self._grids, self._network.sizes[1:-1], strict=True):
                grid.show(np.zeros(n), None)
            self._weights.value = self._pixels.value = diverging_png(np.zeros((SIDE, SIDE)))
            self._about_unit.value = "Draw: the units that answer light up. Click one."
            self._about_pixels.value = ""
            return
        winner = int(held.logits.argmax())
        if self._grids:
            added = held.contributions(self._layer, winner)
            unit = int(added.argmax()) if self._unit is None else self._unit
            for i, (grid, activations) in enumerate(
                zip(self._grids, held.activations, strict=True)
            ):
                grid.show(activations, unit if i == self._layer else None)
            self._show_unit(unit, winner, float(added[unit]))
        self._show_pixels(winner)

    def _show_unit(self, unit: int, winner: int, added: float) -> None:
        held, layer = self._attribution, self._layer
        self._weights.value = diverging_png(held.unit_weights(layer, unit))
        activation = held.activations[layer][unit]
        state = f"is at {activation:.1f}" if activation else "is off"
        through = ", through the layer before," if layer else ""
        self._about_unit.value = (
            f"<b>Unit {unit + 1} of layer {layer + 1}</b> {state} and adds {_signed(added)} to the "
            f"score of {winner}. It looks{through} for ink where this is {_swatch(style.BLUE)} "
            f"blue and for paper where it is {_swatch(style.VERMILION)} orange."
        )

    def _show_pixels(self, winner: int) -> None:
        held, other = self._attribution, self._other.value
        if other in (RUNNER_UP, winner):
            other = int(np.argsort(held.logits)[-2])
        margin = held.margin(winner, other)
        self._pixels.value = diverging_png(margin.pixels)
        speak_for = float(margin.pixels[margin.pixels > 0].sum())
        speak_against = float(margin.pixels[margin.pixels < 0].sum())
        self._about_pixels.value = (
            f"<b>Why {winner} and not {other}?</b> At the first of eleven looks it leads by "
            f"{margin.total:.1f}: "
            f"{_swatch(style.BLUE)} blue pixels speak for {winner} ({_signed(speak_for)}), "
            f"{_swatch(style.VERMILION)} orange ones for {other} ({_signed(speak_against)}), and "
            f"the biases add {_signed(margin.constant)}."
        )

    def _choose(self, layer: int, unit: int | None) -> None:
        self._layer, self._unit = layer, unit
        self.redraw()

    def _build_grids(self, hidden: tuple[int, ...]) -> None:
        self._layer, self._unit = max(len(hidden) - 1, 0), None
        self._grids = [
            Units(
                n,
                f"Hidden layer {i + 1}",
                self._listener,
                lambda unit, layer=i: self._choose(layer, unit),
            )
            for i, n in enumerate(hidden)
        ]
        canvases = [grid.canvas for grid in self._grids]
        for grid, before, after in zip(
            self._grids, [None, *canvases], [*canvases[1:], self._strongest], strict=False
        ):
            grid.before, grid.after = before, after
        note = ipywidgets.HTML("This network has no hidden layer: each pixel counts on its own.")
        self._layers.children = self._grids or [note]
        self._unit_panel.layout.display = "flex" if hidden else "none"


def _swatch(colour: str) -> str:
    return f'<i class="swatch" style="background:{colour}"></i>'


def _signed(value: float) -> str:
    return f"{round(value, 1) + 0:+.1f}".replace("-", "−")  # adding 0 makes 0 of −0
