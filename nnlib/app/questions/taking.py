"""Take it along: the drawing on the pad, for the explorers of the chapters."""

import json
from collections.abc import Callable

import ipywidgets
import numpy as np

from ...files import DATA_FOLDER, write_atomically
from ...images.drawings import read_json_lines
from ..parts import box, button
from ..words import to_say

NAME = "last-drawing.jsonl"
OFFER = to_say(
    "Keep this drawing for the explorers of chapters 4 and 5, and break it there yourself. It is "
    "written to data/{} on this machine, in place of the one before it; nothing is kept "
    "unless you ask for it here."
)
KEPT = to_say("It is there: run an explorer of chapter 4 or 5, and choose “your last drawing”.")


def last_drawing() -> list[np.ndarray] | None:
    """The strokes that were taken along; None if there are none, or none that can be read."""
    try:
        ((_, strokes),) = read_json_lines(DATA_FOLDER / NAME)
    except (OSError, ValueError):
        return None
    return strokes


class TakeAlong(ipywidgets.VBox):
    """One button to keep it, one to forget it."""

    def __init__(self, pad, listener: Callable):
        self._pad, self._path, self._taken = pad, DATA_FOLDER / NAME, None
        say = pad.say
        self._take = button(say("Take it along"), say("Keep this drawing"), listener(self._keep))
        self._leave = button(say("Forget it"), say("Delete what was kept"), listener(self._forget))
        self._said = ipywidgets.HTML()
        super().__init__([self._said, box("row", self._take, self._leave)])

    def show(self) -> None:
        """Say what can be done with what is drawn now."""
        self._take.disabled = not self._pad.strokes or self._taken == self._pad.strokes
        self._leave.disabled = not self._path.exists()
        said = KEPT if self._taken == self._pad.strokes else OFFER
        self._said.value = self._pad.say(said).format(NAME)

    def _keep(self) -> None:
        entry = {"label": int(self._pad.prediction), "strokes": self._pad.strokes}
        line = json.dumps(entry, separators=(",", ":")).encode("ascii") + b"\n"
        write_atomically(self._path, line)
        self._taken = [list(stroke) for stroke in self._pad.strokes]
        self.show()

    def _forget(self) -> None:
        self._path.unlink(missing_ok=True)
        self._taken = None
        self.show()
