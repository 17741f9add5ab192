"""What one can choose beside the sheet, and the sentence that says what the choice is."""

from collections.abc import Callable
from pathlib import Path

import ipywidgets

from ..checkpoint import load_network
from ..network import Network
from .parts import box
from .words import figures, to_say

OWN = to_say("yours")  # what the choice of weights calls a network that was handed to the pad
# weights → what they are, and the share of 7,494 drawings by 30 other people that they read right:
# the table of results in README.md, which a test holds to these.
WEIGHTS = {
    "softmax": (to_say("one layer"), 81.79),
    "mlp": (to_say("three layers, MNIST alone"), 91.99),
    "robust": (to_say("three layers, and real hands"), 98.17),
}
PIPELINE_NOTES = {
    to_say("naive"): to_say("naive: the whole sheet, shrunk to 28 × 28 pixels."),
    to_say("+ box"): to_say("+ box: the digit cut out, and enlarged to 20 pixels."),
    to_say("+ centre of mass"): to_say(
        "+ centre of mass: cut out, enlarged, its ink's balance in the middle."
    ),
    to_say("+ thickness"): to_say("+ thickness: all that, and every line as thick as MNIST's."),
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


def weights_note(name: str, network: Network, say: Callable = str) -> str:
    """One sentence: how many numbers a network has, and how well it reads."""
    size = figures(f"{len(network.parameters):,}", say)
    if name == OWN:
        return say("yours: the network you handed over, {} numbers.").format(size)
    what, share = WEIGHTS[name]
    said = say("{}: {}; {} numbers, reads {:.0f} % of new hands.")
    return said.format(name, say(what), size, share)


def notes(networks: Networks, name: str, pipeline: str, say: Callable) -> tuple[str, str, str]:
    """The sentences under the weights, the pipeline and the pen."""
    note = say("{}, taught by your drawing; until this page is closed.").format(say(name))
    if name not in networks.taught:
        note = weights_note(name, networks[name], say)
    alike, wide = to_say("Any width: lines are made alike."), to_say("The wider, the more ink.")
    pen = alike if pipeline == list(PIPELINE_NOTES)[-1] else wide
    return note, say(PIPELINE_NOTES[pipeline]), say(pen)


def noted(control: ipywidgets.Widget, note: ipywidgets.HTML) -> ipywidgets.Box:
    """A control with the sentence under it that says what is chosen."""
    note.add_class("nnlib-note")
    return box("choice", control, note)


def choice(description: str, names: list[str], value: str, say) -> ipywidgets.ToggleButtons:
    """One of several words."""
    options = [(say(name), name) for name in names]
    return ipywidgets.ToggleButtons(description=description, options=options, value=value)


def pen_slider(thinnest: int, thickest: int, value: int, say) -> ipywidgets.IntSlider:
    """How wide the pen draws, in units of the sheet."""
    return ipywidgets.IntSlider(
        description=say("Pen"), min=thinnest, max=thickest, value=value, readout=False
    )
