"""A picture that follows its controls: what every explorer is made of."""

import io
from base64 import b64encode
from collections.abc import Callable

import ipywidgets
from matplotlib.font_manager import findfont
from PIL import Image, ImageDraw, ImageFont

from ..app import style
from ..app.parts import failure
from .picture import Picture

STILL = "A still picture: run this cell to move the sliders."


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
        longest = max(len(control.description) for control in controls.values())
        for control in controls.values():
            # of one length, however long the words beside them
            control.style.description_width = f"{0.52 * longest:.1f}em"
            control.layout.width = "min(100%, 480px)"
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
        data["image/png"] = b64encode(_noted(self.picture.png)).decode("ascii")
        size = {"alt": self.picture.alt, "width": self.picture.width}
        return data, {"image/png": size}


def _noted(png: bytes) -> bytes:
    """The picture with a line of words below it, for pages on which nothing moves."""
    with Image.open(io.BytesIO(png)) as picture:
        scale = picture.width / (style.WIDTH * style.PAGE_DPI)
        room = round(28 * scale)
        noted = Image.new("RGB", (picture.width, picture.height + room), style.PAPER)
        noted.paste(picture.convert("RGB"))
    font = ImageFont.truetype(findfont("DejaVu Sans"), round(14 * scale))
    place = (round(8 * scale), picture.height + round(4 * scale))
    ImageDraw.Draw(noted).text(place, STILL, style.MUTED, font)
    file = io.BytesIO()
    noted.quantize(256, dither=Image.Dither.NONE).save(file, "png", optimize=True)
    return file.getvalue()


def slider(description: str, low: float, high: float, step: float, value: float, **options):
    """A slider over real numbers that reports while it is dragged."""
    return ipywidgets.FloatSlider(
        description=description, min=low, max=high, step=step, value=value, **options
    )


def steps_slider(description: str, low: int, high: int, value: int):
    """A slider over whole numbers that reports while it is dragged."""
    return ipywidgets.IntSlider(description=description, min=low, max=high, value=value)
