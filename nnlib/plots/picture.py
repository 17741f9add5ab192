"""A finished figure, as a notebook shows it: pixels, size, and words for who cannot see it."""

import io
from base64 import b64encode

from matplotlib import rc_context
from matplotlib.figure import Figure

from .. import style


class Picture:
    """A figure made into a PNG, with its alternative text.

    Parameters
    ----------
    figure : Figure
    alt : str
        What the picture shows, for a reader who cannot see it. No measured number goes in here:
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


def styled():
    """The project's look, for the time of one figure: ``with styled(): …``."""
    return rc_context(style.RC)
