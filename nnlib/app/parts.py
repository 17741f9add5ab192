"""Small parts of the page: boxes with a name for the style sheet, buttons."""

from collections.abc import Callable

import ipywidgets


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
