"""Telling the pad what a drawing was meant to be, and taking it back."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import ipywidgets

from ..files import ROOT
from .corrections import append_correction, remove_correction
from .parts import box, button, text
from .replay import circumstances

REGRET = 10  # seconds in which a correction can be taken back


class Correcting(ipywidgets.VBox):
    """Ten digits to choose the right one from; what was chosen is kept in a file.

    The `pad` is asked for the drawing, and for what it said of it; `listener` wraps every function
    that answers to an event.
    """

    def __init__(self, path: Path, pad, listener: Callable):
        self._path, self._pad, say = path, pad, pad.say
        self._line: bytes | None = None  # the one that can be taken back
        self.meant: int | None = None  # the digit that was said, as long as the drawing stays
        keep = [listener(partial(self.keep, digit)) for digit in range(10)]
        was = say("It was a {}")
        self.digits = [button(str(k), was.format(k), kept) for k, kept in enumerate(keep)]
        self.message = ipywidgets.HTML()
        back = listener(self.take_back)
        self._undo = button(say("Take it back"), say("Forget this correction"), back)
        # one or the other, in the same place: nothing below it moves
        asked = ipywidgets.HTML(say("Wrong? It was a …"))
        self._question = box("question", asked, box("digits", *self.digits))
        self._kept = box("kept", self.message, self._undo)
        super().__init__([self._question, self._kept])
        self.add_class("nnlib-correcting")
        self.begin(False)

    def keep(self, digit: int) -> None:
        """Keep the drawing with the digit that was meant."""
        pad, said = self._pad, None
        if pad.tensor is not None:
            said = circumstances(pad.network, pad.tensor, pad.probabilities, pad.pipeline, pad.pen)
        self._line = append_correction(self._path, digit, pad.strokes, said)
        inside = self._path.is_relative_to(ROOT)
        shown = self._path.relative_to(ROOT) if inside else self._path
        kept = pad.say("Kept as a {} in {}, on this machine only, until you delete it.")
        self.message.value = kept.format(digit, text(shown))
        self.meant = digit
        self._show(self._kept)
        self._undo.layout.display = None
        pad.questions.show()
        with suppress(RuntimeError):  # no event loop, no page, nobody who waits
            asyncio.get_running_loop().call_later(REGRET, self._regret_no_more, self._line)

    def take_back(self) -> None:
        """Forget the last correction, as long as that is offered."""
        if self._line is not None:
            remove_correction(self._path, self._line)
            self.begin(bool(self._pad.strokes))
            self._pad.questions.show()

    def begin(self, enabled: bool) -> None:
        """Be ready for another drawing, or for another answer to the same."""
        self._line = self.meant = None
        for digit in self.digits:
            digit.disabled = not enabled
        self._show(self._question)

    def _show(self, part: ipywidgets.Box) -> None:
        for other in (self._question, self._kept):
            other.layout.display = None if other is part else "none"

    def _regret_no_more(self, line: bytes) -> None:
        if line is self._line:  # a later correction has its own time
            self._line = None
            self._undo.layout.display = "none"
