"""Challenges: drawings to look for, each with what was learnt by whoever finds one."""

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets
import numpy as np

from ..pipelines import PIPELINES
from ..words import to_say
from .reading import Reading, read

SURE = 0.95  # a probability from which on robust is taken at its word
*_, FIXED = PIPELINES
NAIVE = next(iter(PIPELINES))


@dataclass(frozen=True)
class Challenge:
    """What is to be drawn, whether this is it, and what there is to learn."""

    asked: str
    met: Callable[["Challenges"], bool]
    learnt: str


def _sure(reading: Reading) -> bool:
    return reading.known and reading.share >= SURE


CHALLENGES = (
    Challenge(
        to_say(
            "Fool <i>softmax</i>, but not <i>robust</i>: they disagree, and <i>robust</i> knows "
            "the digit and is sure of it ({:.0f} % or more)."
        ),
        lambda of: (
            _sure(robust := of.read("robust", FIXED))
            and of.read("softmax", FIXED).digit != robust.digit
        ),
        to_say(
            "One layer looks for ink where most had it; two hidden ones know strokes (chapter 3)."
        ),
    ),
    Challenge(
        to_say(
            "Draw a perfect 4 that <i>mlp</i> behind <i>naive</i> misreads: <i>robust</i> behind "
            "<i>+ thickness</i> is sure that it is a 4."
        ),
        lambda of: (
            _sure(robust := of.read("robust", FIXED))
            and robust.digit == 4
            and of.read("mlp", NAIVE).digit != 4
        ),
        to_say(
            "It is the same digit: small or beside the middle, it is another tensor (chapter 4)."
        ),
    ),
    Challenge(
        to_say("Draw a 7 that the pad calls a 1, and tell it so: “It was a … 7”."),
        lambda of: of.pad.prediction == "1" and of.pad.meant == 7,
        to_say("Where one hand ends its 1, another begins its 7 (chapter 5)."),
    ),
)


class Challenges(ipywidgets.HTML):
    """A list with a mark before each one that was met since the page was opened."""

    def __init__(self, pad, listener: Callable):
        super().__init__()
        self.pad, self._met = pad, set()

    def show(self) -> None:
        """See whether the drawing meets one."""
        if self.pad.strokes:
            self._met |= {i for i, challenge in enumerate(CHALLENGES) if challenge.met(self)}
        say, rows = self.pad.say, ""
        for i, challenge in enumerate(CHALLENGES):
            mark, said = "○", ""
            if i in self._met:
                mark, said = "✓", f" <b>{say('Done.')}</b> {say(challenge.learnt)}"
            words = f"<span>{say(challenge.asked).format(100 * SURE)}{said}</span>"
            rows += f"<li><span aria-hidden=true>{mark}</span>{words}</li>"
        done = say("{} of {} done.").format(len(self._met), len(CHALLENGES))
        self.value = f'<ul class="nnlib-challenges">{rows}</ul><p role="status">{done}</p>'

    def read(self, weights: str, pipeline: str) -> Reading:
        """What a network behind a pipeline makes of the drawing."""
        strokes = [np.array(stroke) for stroke in self.pad.strokes]
        return read(self.pad.networks[weights], PIPELINES[pipeline](strokes, self.pad.pen))
