"""One drawing, read by every network behind every pipeline: chapter 4's argument at a glance."""

from collections.abc import Callable

import ipywidgets
import numpy as np

from ..pipelines import PIPELINES
from ..words import figures, to_say
from .reading import pictured, read

EMPTY = to_say("Draw a digit: three networks read it here, behind four pipelines.")
READ = to_say(
    "Framed: what is chosen above. <b>?</b>: it does not know this; only robust can say so, as the "
    "other two take anything for a digit."
)


class SideBySide(ipywidgets.HTML):
    """A row a pipeline, with the picture that it makes; a column a network."""

    def __init__(self, pad, listener: Callable):
        super().__init__(pad.say(EMPTY))
        self._pad = pad

    def show(self) -> None:
        """Let all of them read the drawing."""
        pad, say = self._pad, self._pad.say
        if not pad.strokes:
            self.value = say(EMPTY)
            return
        strokes = [np.array(stroke) for stroke in pad.strokes]
        networks = {name: pad.networks[name] for name in pad.networks.names}
        head = "".join(f"<th scope=col>{say(name)}</th>" for name in networks)
        rows = ""
        for pipeline, made in PIPELINES.items():
            image = made(strokes, pad.pen)
            cells = ""
            for name, network in networks.items():
                chosen = (name, pipeline) == (pad.chosen, pad.pipeline)
                here = " aria-current=true class=here" if chosen else ""
                cells += f"<td{here}>{figures(read(network, image).html, say)}</td>"
            picture = pictured(image, say("What {} makes of it").format(say(pipeline)))
            rows += f"<tr><th scope=row>{picture} {say(pipeline)}</th>{cells}</tr>"
        self.value = (
            f'<table class="nnlib-grid"><tr><td></td>{head}</tr>{rows}</table><p>{say(READ)}</p>'
        )
