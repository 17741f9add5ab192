"""Time travel: the answer to one drawing while the network that gives it was being trained."""

from collections.abc import Callable

import ipywidgets

from ..parts import box
from ..readings import bars
from ..words import figures, to_say
from .moments import load_moments, with_moments
from .reading import read

EMPTY = to_say(
    "Draw a digit, then go back in time: what did the network make of it when it knew less?"
)
UNITS = to_say("batches"), to_say("epoch"), to_say("epochs"), to_say("before any training")


class TimeTravel(ipywidgets.VBox):
    """A slider through the moments of a training; the answer at each, and ten bars at one."""

    def __init__(self, pad, listener: Callable):
        self._pad = pad
        self._loaded: dict[str, dict] = {}
        names = with_moments(pad.networks.names)
        self._whose = ipywidgets.Dropdown(description=pad.say("Network"), options=names)
        self._slider = ipywidgets.SelectionSlider(
            description=pad.say("Training"), options=["–"], continuous_update=True
        )
        self._bars, self._all = ipywidgets.HTML(), ipywidgets.HTML()
        for control in (self._whose, self._slider):
            control.observe(listener(lambda change: self.show()), "value")
        controls, answers = box("row", self._whose, self._slider), box("row", self._all, self._bars)
        super().__init__([controls, answers])
        self.add_class("nnlib-travel")
        if len(names) < 2:
            self._whose.layout.display = "none"

    def show(self) -> None:
        """Let the network of each moment read the drawing."""
        pad, name, say = self._pad, self._whose.value, self._pad.say
        if name is None:
            self._all.value = say("No moments of a training are stored beside this pad.")
            return
        if name not in self._loaded:
            self._loaded[name] = load_moments(name)
        moments = self._loaded[name]
        options = tuple((_said(moment, say), moment) for moment in moments)
        if self._slider.options != options:
            *_, last = moments
            self._slider.options, self._slider.value = options, last  # which shows it
        if pad.tensor is None:
            self._all.value, self._bars.value = say(EMPTY), bars(None, say=say)
            return
        here, rows = self._slider.value, ""
        for moment, network in moments.items():
            marked = " aria-current=true class=here" if moment == here else ""
            said = figures(read(network, pad.tensor).html, say)
            rows += f"<tr{marked}><th scope=row>{_said(moment, say)}</th><td>{said}</td></tr>"
        then = say("The drawing, read by <i>{}</i> as it was then.").format(name)
        self._all.value = f'<table class="nnlib-moments">{rows}</table><p>{then}</p>'
        self._bars.value = bars(moments[here].predict(pad.tensor, views=True)[0], say=say)


def _said(moment: str, say: Callable) -> str:
    """A moment's name, such as "20 batches"."""
    count, _, unit = moment.partition(" ")
    return f"{count} {say(unit)}" if count.isdigit() else say(moment)
