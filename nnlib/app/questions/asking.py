"""The line of quiet choices under the pad: the one that is chosen opens its panel."""

from collections.abc import Callable

import ipywidgets

from ..parts import box
from ..words import to_say
from .challenges import Challenges
from .inside import LookInside
from .nudge import NudgeMyPen
from .side_by_side import SideBySide
from .taking import TakeAlong
from .teachers import WhoTaughtYou
from .teaching import TeachIt
from .travel import TimeTravel

# what the choice says → its panel: a widget made of (pad, listener), with a method `show`
QUESTIONS: dict[str, Callable] = {
    to_say("Side by side"): SideBySide,
    to_say("Look inside"): LookInside,
    to_say("Who taught you that?"): WhoTaughtYou,
    to_say("Nudge my pen"): NudgeMyPen,
    to_say("Time travel"): TimeTravel,
    to_say("Teach it"): TeachIt,
    to_say("Challenges"): Challenges,
    to_say("Take it along"): TakeAlong,
}


class Questions(ipywidgets.VBox):
    """One question at a time; a panel is made when it is first asked for, and follows the pen.

    `pad` is a `nnlib.DigitPad`; `listener` wraps every function that answers to an event.
    """

    def __init__(self, pad, listener: Callable[[Callable], Callable]):
        self._pad, self._listener = pad, listener
        self._panels: dict[str, ipywidgets.Widget] = {}
        self.choices = {
            name: ipywidgets.ToggleButton(description=pad.say(name)) for name in QUESTIONS
        }
        for choice in self.choices.values():
            choice.observe(listener(self._chosen), "value")
        self._place = box("panel")
        asked = ipywidgets.HTML(pad.say("And what else?"))
        super().__init__([box("ask", asked, *self.choices.values()), self._place])
        self.add_class("nnlib-questions")

    @property
    def panel(self) -> ipywidgets.Widget | None:
        """The open one."""
        return next(iter(self._place.children), None)

    def show(self) -> None:
        """Let the open panel follow the drawing."""
        if self.panel is not None:
            self.panel.show()

    def _chosen(self, change) -> None:
        (name,) = (name for name, choice in self.choices.items() if choice is change.owner)
        if change.new:
            if name not in self._panels:
                self._panels[name] = QUESTIONS[name](self._pad, self._listener)
            self._place.children = [self._panels[name]]
            for other in self.choices.values():
                if other is not change.owner:
                    other.value = False
            self.show()
        elif self.panel is self._panels.get(name):
            self._place.children = []
