"""Small parts of the page: boxes with a name for the style sheet, buttons."""

from collections.abc import Callable
from html import escape

import ipywidgets


def text(words: object) -> str:
    """Words as HTML that shows them as they are, whatever a file's name or an error quotes."""
    return escape(str(words))


def failure(error: Exception) -> str:
    """The sentence of an error, as HTML."""
    return text(f"{type(error).__name__}: {error}")


def box(name: str, *children: ipywidgets.Widget) -> ipywidgets.Box:
    """A box that `pad.css` knows as ``nnlib-name``."""
    made = ipywidgets.Box(children)
    made.add_class(f"nnlib-{name}")
    return made


def button(description: str, tooltip: str, clicked: Callable[[], object]) -> ipywidgets.Button:
    """A button that calls a function of no arguments."""
    made = ipywidgets.Button(description=description, tooltip=tooltip)
    made.on_click(lambda _: clicked())
    return made
