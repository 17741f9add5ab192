"""What one can choose beside the sheet, and the sentence that says what the choice is."""

import ipywidgets

from ..network import Network
from .parts import box

OWN = "given"  # what the choice of weights calls a network that was handed to the pad
# weights → what they are, and the share of 7,494 drawings by 30 other people that they read right:
# the table of results in README.md, which a test holds to these.
WEIGHTS = {
    "softmax": ("one layer", 81.79),
    "mlp": ("three layers, MNIST alone", 91.99),
    "robust": ("three layers, and real hands", 98.36),
}
PIPELINE_NOTES = {
    "naive": "naive: the whole sheet, shrunk to 28 × 28 pixels.",
    "+ box": "+ box: the digit cut out, and enlarged to 20 pixels.",
    "+ centre of mass": "+ centre of mass: cut out, enlarged, its ink's balance in the middle.",
    "+ thickness": "+ thickness: all that, and every line as thick as MNIST's.",
}


def weights_note(name: str, network: Network) -> str:
    """One sentence: how many numbers a network has, and how well it reads."""
    size = f"{len(network.parameters):,} numbers"
    if name == OWN:
        return f"{OWN}: the network you handed over, {size}."
    what, share = WEIGHTS[name]
    return f"{name}: {what}; {size}, reads {share:.0f} % of new hands."


def pen_note(pipeline: str) -> str:
    """One sentence: whether the pen's width matters."""
    matters = pipeline != list(PIPELINE_NOTES)[-1]
    return "The wider, the more ink." if matters else "Any width: lines are made alike."


def noted(control: ipywidgets.Widget, note: ipywidgets.HTML) -> ipywidgets.Box:
    """A control with the sentence under it that says what is chosen."""
    note.add_class("nnlib-note")
    return box("choice", control, note)


def choice(description: str, options: list[str], value: str) -> ipywidgets.ToggleButtons:
    """One of several words."""
    return ipywidgets.ToggleButtons(description=description, options=options, value=value)


def pen_slider(thinnest: int, thickest: int, value: int) -> ipywidgets.IntSlider:
    """How wide the pen draws, in units of the sheet."""
    return ipywidgets.IntSlider(
        description="Pen", min=thinnest, max=thickest, value=value, readout=False
    )
