"""What one can choose beside the sheet, and the sentence that says what the choice is."""

from pathlib import Path

import ipywidgets

from ..checkpoint import load_network
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


class Networks(dict):
    """The networks that one can choose from, by name; each is read when it is first needed.

    `names` has them all, the one that was handed to the pad first, if there is one. `taught` has
    the names of those that are no longer what was read.
    """

    def __init__(self, own: Network | None):
        super().__init__({} if own is None else {OWN: own})
        self.names, self.taught = [*self, *WEIGHTS], set()

    def __missing__(self, name: str) -> Network:
        self[name] = load_network(Path("weights") / f"{name}.npz")
        return self[name]


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


def notes(networks: Networks, name: str, pipeline: str) -> tuple[str, str, str]:
    """The sentences under the weights, the pipeline and the pen."""
    note = f"{name}, taught by your drawing; until this page is closed."
    if name not in networks.taught:
        note = weights_note(name, networks[name])
    return note, PIPELINE_NOTES[pipeline], pen_note(pipeline)


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
