"""A picture that follows its controls: what every explorer is made of."""

from base64 import b64encode
from collections.abc import Callable

import ipywidgets

from ..app.parts import failure
from .picture import Picture


class Explorer(ipywidgets.VBox):
    """Controls above a picture; changing one redraws it.

    Where no kernel runs, a notebook shows the first picture instead.

    Parameters
    ----------
    draw : callable
        Takes the controls' values by name and returns a `Picture`.
    **controls : ipywidgets.Widget
        Anything with a ``value``; the keyword is the name that `draw` knows it by.
    """

    def __init__(self, draw: Callable[..., Picture], **controls):
        self.controls = controls
        self.draw = draw
        self._image, self._message = ipywidgets.HTML(), ipywidgets.HTML()
        for control in controls.values():
            control.style.description_width = "initial"
            control.layout.width = "min(100%, 420px)"
            control.observe(self._redraw, "value")
        self._redraw()
        super().__init__([*controls.values(), self._image, self._message])

    def _redraw(self, _change=None) -> None:
        values = {name: control.value for name, control in self.controls.items()}
        try:
            self.picture = self.draw(**values)
        except Exception as error:  # the page goes on, and says what was wrong
            self._message.value = failure(error)
        else:
            self._image.value, self._message.value = self.picture.html(), ""

    def __repr__(self) -> str:
        return f"Explorer({', '.join(self.controls)})"

    def _repr_mimebundle_(self, **kwargs):
        data = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = f"[Explorer: {self.picture.alt}]"
        data["image/png"] = b64encode(self.picture.png).decode("ascii")
        size = {"alt": self.picture.alt, "width": self.picture.width}
        return data, {"image/png": size}


def slider(description: str, low: float, high: float, step: float, value: float, **options):
    """A slider over real numbers that reports while it is dragged."""
    return ipywidgets.FloatSlider(
        description=description, min=low, max=high, step=step, value=value, **options
    )


def steps_slider(description: str, low: int, high: int, value: int):
    """A slider over whole numbers that reports while it is dragged."""
    return ipywidgets.IntSlider(description=description, min=low, max=high, value=value)
