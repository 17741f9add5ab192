"""What runs in the browser: the pen and its wet ink, and what the page needs besides widgets."""

from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

from ..images.strokes import CANVAS
from . import style
from .words import to_say

# what the browser says by itself
WORDS = {
    "language": to_say("en"),  # translated: the catalogue's own code
    "sheet": to_say(
        "Sheet: draw a digit here. Ctrl+Z takes a stroke back, Delete wipes the sheet."
    ),
    "seen": to_say("What the network sees"),
    "silence": to_say(
        "Nobody answers. If you stopped the program, start it again and reload this page; in a "
        "notebook, run this cell again. A notebook that is busy answers when it is done."
    ),
}
HERE = Path(__file__).parent


class Pen(anywidget.AnyWidget):
    """Hears mouse, pen or finger on the sheet beside it, and lays their ink at once.

    `heard` is called with what happened ("down", "move", "up"), the points (x, y), and the
    stroke's number, by which `dry` tells the browser that the ink is on the sheet for good.
    """

    _esm = HERE / "pen.js"
    units = traitlets.Int(CANVAS).tag(sync=True)  # the sheet's side, in those of the points
    width = traitlets.Float().tag(sync=True)
    colour = traitlets.Unicode(style.INK).tag(sync=True)

    def __init__(
        self, width: float, heard: Callable[[str, list, object], None], listener: Callable
    ):
        super().__init__(width=width)

        self._begun: list[object] = []  # the strokes since the last wiping

        @listener
        def answering(_, message, buffers):
            if message["kind"] == "down":
                self._begun.append(message["stroke"])
            heard(message["kind"], message["points"], message["stroke"])

        self.on_msg(answering)

    def dry(self, stroke: object) -> None:
        """The wet ink of this stroke may go: the sheet has it now."""
        self.send({"kind": "dry", "stroke": stroke})

    def wipe(self) -> None:
        """All wet ink goes that was begun before this."""
        self.send({"kind": "wipe", "strokes": self._begun})
        self._begun = []


class Page(anywidget.AnyWidget):
    """Keys, names for those who do not see the page, and a banner when nobody answers.

    `pressed` maps a key's meaning, "undo" or "clear", to what it does; `say` translates.
    """

    _esm = HERE / "page.js"
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, pressed: dict[str, Callable[[], None]], listener: Callable, say: Callable):
        super().__init__(words={name: say(words) for name, words in WORDS.items()})

        @listener
        def answering(_, message, buffers):
            self.send({"kind": "here"})
            if message["kind"] in pressed:
                pressed[message["kind"]]()

        self.on_msg(answering)
