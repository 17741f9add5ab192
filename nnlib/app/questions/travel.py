"""Time travel: the answer to one drawing while the network that gives it was being trained."""

from collections.abc import Callable

import ipywidgets

from ..parts import box
from ..readings import bars
from .moments import load_moments, with_moments
from .reading import read

EMPTY = "Draw a digit, then go back in time: what did the network make of it when it knew less?"


class TimeTravel(ipywidgets.VBox):
    """A slider through the moments of a training; the answer at each, and ten bars at one."""

    def __init__(self, pad, listener: Callable):
        self._pad = pad
        self._loaded: dict[str, dict] = {}
        names = with_moments(pad.networks.names)
        self._whose = ipywidgets.Dropdown(description="Network", options=names)
        self._slider = ipywidgets.SelectionSlider(
            description="Training", options=["–"], continuous_update=True
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
        pad, name = self._pad, self._whose.value
        if name is None:
            self._all.value = "No moments of a training are stored beside this pad."
            return
        if name not in self._loaded:
            self._loaded[name] = load_moments(name)
        moments = self._loaded[name]
        if list(self._slider.options) != list(moments):
            *_, last = moments
            self._slider.options, self._slider.value = list(moments), last  # which shows it
        if pad.tensor is None:
            self._all.value, self._bars.value = EMPTY, bars(None)
            return
        here, rows = self._slider.value, ""
        for moment, network in moments.items():
            marked = " aria-current=true class=here" if moment == here else ""
            said = read(network, pad.tensor).html
            rows += f"<tr{marked}><th scope=row>{moment}</th><td>{said}</td></tr>"
        then = f"<p>The drawing, read by <i>{name}</i> as it was then.</p>"
        self._all.value = f'<table class="nnlib-moments">{rows}</table>{then}'
        self._bars.value = bars(moments[here].predict(pad.tensor, views=True)[0])
