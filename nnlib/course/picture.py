"""A finished figure, as a notebook shows it: pixels, size, and words for who cannot see it."""

import io
from base64 import b64encode

from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image

from ..app import style


class Picture:
    """A figure made into a PNG, with its alternative text.

    Parameters
    ----------
    figure : Figure
    alt : str
        The picture in words, for a reader who cannot see it. No measured number goes in here:
        it would differ from machine to machine.

    Attributes
    ----------
    png : bytes
    width : int
        In pixels of the page; the file may have more, for sharp screens.
    """

    def __init__(self, figure: Figure, alt: str):
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", metadata={"Software": None})
        if figure.dpi > style.LIVE_DPI:  # one that is stored; a live one has no time for this
            buffer = _with_palette(buffer)
        self.png, self.alt = buffer.getvalue(), alt
        self.width = round(figure.get_figwidth() * style.PAGE_DPI)

    def html(self) -> str:
        """An ``<img>`` that holds the pixels themselves."""
        source = b64encode(self.png).decode("ascii")
        return (
            f'<img alt="{self.alt}" src="data:image/png;base64,{source}" '
            f'style="width:{self.width}px;max-width:100%;height:auto">'
        )

    def __repr__(self) -> str:
        return f"[Picture: {self.alt}]"

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"image/png": self.png, "text/plain": repr(self)}
        return data, {"image/png": {"alt": self.alt, "width": self.width}}


def _with_palette(png: io.BytesIO) -> io.BytesIO:
    """The same picture in 256 colours, which looks no different and takes a third of the room."""
    smaller = io.BytesIO()
    with Image.open(png) as image:
        few = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(smaller, "png", optimize=True)
    return smaller


def styled():
    """The project's look while one figure is drawn: ``@styled()``, or ``with styled(): …``."""
    return rc_context(style.RC)


def chart(height: float, *grid: int, **options):
    """A figure as wide as the page's text, and its axes: `Figure.subplots` takes the rest."""
    figure = Figure(figsize=(style.WIDTH, height))
    return figure, figure.subplots(*grid, **options)


def live_figure(height: float, **margins: float) -> Figure:
    """A figure that follows a slider: few pixels, and margins set by hand, as layout is slow."""
    figure = Figure(figsize=(style.WIDTH, height), dpi=style.LIVE_DPI, layout="none")
    figure.subplots_adjust(**margins)
    return figure
