"""The pad as a whole: what is drawn, what the network makes of it, and what one can change."""

import threading
from collections.abc import Callable

import ipywidgets
import numpy as np

from ..arguments import check_count, check_type
from ..images.advice import diagnose
from ..images.diagnostics import measure
from ..images.strokes import PEN, SIDE
from ..network import Network
from . import choices, remarks, style
from .choices import OWN, Networks, choice, noted
from .correcting import Correcting
from .corrections import corrections_path
from .pace import Pace
from .page import Page
from .parts import box, button, failure
from .pictures import image, png
from .pipelines import PIPELINES
from .questions import Questions
from .readings import EMPTY, answer, bars, measures
from .sheet import MAX_POINTS, Sheet

UPDATE_EVERY = 0.03  # seconds between two answers while the pen is down
FIXED = list(PIPELINES)[-1]  # all repairs, as training and `evaluate` have them
PENS = (6, 40)  # the thinnest and the thickest, in units of the sheet
SHOWN = 420  # pixels of the page: how wide the sheet is where there is room


class DigitPad(ipywidgets.VBox):
    """A sheet to draw a digit on, with the network's answer beside it.

    The pen's strokes are kept as points. After each stroke, and while one is drawn, they become
    the 28 × 28 image that is shown and that the network is fed, by the functions of training and
    ``evaluate --drawings``; the answer is the mean of eleven looks at it (`nnlib.images.views`).

    Parameters
    ----------
    network : Network, optional
        Default: the one in ``weights/robust.npz``.
    side : int
        How wide and high the sheet is where the page has room, in pixels of the page.
    corrections : str
        The plain name of the file in the project's data folder that keeps what is corrected.

    Attributes
    ----------
    network : Network
        The one that reads now.
    pipeline : str
        A key of `nnlib.app.pipelines.PIPELINES`: the one that the strokes go through now.
    tensor : ndarray of float32, shape (28, 28), or None
        What the network is fed; None while the sheet is empty.
    probabilities : ndarray, shape (10,), or None
        The network's answer.

    Raises
    ------
    DrawingError
        If `corrections` leads out of the data folder.
    ValueError
        If `network` is not a `Network`, or `side` not a positive integer.

    Examples
    --------
    >>> pad = DigitPad()
    >>> pad.network
    Network(784 → 256 → 128 → 10: 235,146 parameters)
    >>> pad.tensor is None  # nothing drawn yet
    True
    """

    def __init__(
        self,
        network: Network | None = None,
        side: int = SHOWN,
        corrections: str = "corrections.jsonl",
    ):
        if network is not None:
            check_type("network", network, Network)
        check_count("side", side)
        self.networks = Networks(network)
        self._lock = threading.RLock()  # a page's events may come in another thread than a cell's
        self.tensor: np.ndarray | None = None
        self.probabilities: np.ndarray | None = None
        self._pace = Pace(self._listener(self._update), UPDATE_EVERY)

        self._sheet = Sheet(self._drawn, self._listener, side, PEN)
        self._correcting = Correcting(corrections_path(corrections), self, self._listener)
        self._picture = image(np.zeros((SIDE, SIDE)))
        self._answer, self._bars, self._measures, self._message, *self._notes = (
            ipywidgets.HTML() for _ in range(7)
        )
        self._message.add_class("nnlib-message")
        self._weights = choice("Weights", self.networks.names, OWN if network else "robust")
        self._pipeline = choice("Pipeline", list(PIPELINES), FIXED)
        self._pen = choices.pen_slider(*PENS, PEN)
        self._example = button("Example", "A digit", self._listener(self._sheet.example))
        self.questions = Questions(self, self._listener)
        super().__init__(self._arranged())
        self.add_class("nnlib-app")

        for control in (self._weights, self._pipeline, self._pen):
            control.observe(self._listener(self._chosen), "value")
        self._choose()
        self._update()

    @property
    def strokes(self) -> list[list[tuple[float, float]]]:
        """The drawing, from the sheet's upper left corner, y down; the sheet's side is 280."""
        return self._sheet.strokes

    @property
    def pipeline(self) -> str:
        """The pipeline that the strokes go through: a key of `nnlib.app.pipelines.PIPELINES`."""
        return self._pipeline.value

    @property
    def pen(self) -> float:
        """The width of the pen, on a sheet of 280."""
        return self._pen.value

    @property
    def prediction(self) -> str:
        """The most probable digit, or "–" while the sheet is empty."""
        return EMPTY if self.probabilities is None else str(int(self.probabilities.argmax()))

    @property
    def chosen(self) -> str:
        """What the network that reads now is called."""
        return self._weights.value

    @property
    def meant(self) -> int | None:
        """The digit that the drawing was said to be, if the answer was corrected."""
        return self._correcting.meant

    def take(self, name: str, network: Network, taught: bool) -> None:
        """Let another network have this name, for as long as the pad is there."""
        self.networks[name] = network
        (self.networks.taught.add if taught else self.networks.taught.discard)(name)
        self._choose()

    def __repr__(self) -> str:
        return f"DigitPad({self.network!r})"

    def clear(self) -> None:
        """Wipe the sheet."""
        self._sheet.clear()

    def undo(self) -> None:
        """Take the last stroke back."""
        self._sheet.undo()

    def pen_down(self, x: float, y: float) -> None:
        """Begin a stroke at (x, y), on a sheet whose side is 280."""
        self._sheet.pen_down(x, y)

    def pen_move(self, x: float, y: float) -> None:
        """Draw on to (x, y) if the pen is down; hovering leaves no trace."""
        self._sheet.pen_move(x, y)

    def pen_up(self, x: float | None = None, y: float | None = None) -> None:
        """End the stroke, wherever the pen is, and let the network read all of them."""
        self._sheet.pen_up()

    def correct(self, digit: int) -> None:
        """Keep the drawing with the digit that was meant, in a file on this machine."""
        self._correcting.keep(digit)

    def _drawn(self, complete: bool) -> None:
        self._correcting.begin(bool(self.strokes))
        (self._pace.call if complete else self._pace.ask)()

    def _update(self) -> None:
        """Read the drawing, then show all there is to say about it."""
        remark, unsure, measured = "Draw a digit on the sheet.", False, None
        if self.strokes:
            strokes = [np.array(stroke) for stroke in self.strokes]
            self.tensor = PIPELINES[self.pipeline](strokes, self._pen.value)
            (self.probabilities,), (known,) = self.network.read(self.tensor, views=True)
            measured = measure(self.tensor)
            remark, unsure = self._judged(bool(known))
        else:
            self.tensor = self.probabilities = None
        self._picture.value = png(np.zeros((SIDE, SIDE)) if self.tensor is None else self.tensor)
        self._answer.value = answer(self.prediction, remark, unsure)
        self._bars.value = bars(self.probabilities, unsure)
        self._measures.value = measures(measured)
        full = f"The sheet is full: it takes {MAX_POINTS:,} points. Undo or Clear to go on."
        self._message.value = full if self._sheet.full else ""
        self._example.disabled = bool(self.strokes)
        self.questions.show()

    def _judged(self, known: bool) -> tuple[str, bool]:
        """Say what one should know about the answer, "" if all is well; and whether to doubt it."""
        shape = remarks.on_shape(self.strokes)
        repair = remarks.on_repair(diagnose(self.tensor), self.pipeline)
        if not np.isfinite(self.network.familiarity_threshold):
            return f"{shape} {repair or remarks.CREDULOUS}".strip(), False
        if shape:
            return shape, True
        unknown = "" if known else remarks.on_unknown(self.strokes, repair)
        return f"{unknown} {repair}".strip(), not known

    def _chosen(self, change) -> None:
        if change.owner is self._pen:
            self._sheet.pen_width = self._pen.value
        self._choose()

    def _choose(self) -> None:
        self.network = self.networks[self.chosen]
        words = choices.notes(self.networks, self.chosen, self.pipeline)
        for i, note in enumerate(self._notes):
            note.value = words[i]
        self._pace.ask()

    def _listener(self, function: Callable) -> Callable:
        """Wrap a function that answers to an event: if it fails, the pad says so and goes on."""

        def answering(*arguments):
            with self._lock:
                try:
                    function(*arguments)
                except Exception as error:
                    self._message.value = failure(error)

        return answering

    def _arranged(self) -> list[ipywidgets.Widget]:
        undo, clear = self._listener(self.undo), self._listener(self.clear)
        undo = button("Undo", "Take the last stroke back", undo)
        sheet = box("row", undo, button("Clear", "Wipe the sheet", clear), self._example)
        seen = ipywidgets.HTML("What the network sees, 28 × 28 pixels")
        usual = ipywidgets.HTML("The band: where all but two in a thousand of MNIST's digits lie.")
        return [
            ipywidgets.HTML(f"<style>{style.css()}</style>"),
            Page({"undo": self.undo, "clear": self.clear}, self._listener),
            box(
                "columns",
                box("column", self._sheet, sheet, self._message),
                box("column", self._answer, self._bars, self._correcting),
                box("column", seen, self._picture, self._measures, usual),
            ),
            box("choices", *map(noted, (self._weights, self._pipeline, self._pen), self._notes)),
            self.questions,
        ]
