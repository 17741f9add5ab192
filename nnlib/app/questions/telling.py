"""What the look inside says; the browser fills it in, in the pad as on the page of web/."""

from ..words import to_say

WORDS = {
    "mark": to_say("."),
    "name": to_say(
        "The pixels, the hidden units and the ten scores; the arrow keys choose one, Page Up and "
        "Page Down lead to another layer"
    ),
    "layer": to_say("layer {layer}: {count}"),
    "scores": to_say("scores"),
    "image": to_say("the image"),
    "empty": to_say("Draw: the units that answer light up."),
    "point": to_say("Point at a unit to see what it looks for, and at a score to see why."),
    "looks": to_say("what it looks for"),
    "unit": to_say(
        "<b>Unit {unit} of layer {layer}</b> {state} and adds {added} to the score of {winner}. It "
        "looks{through} for ink where this is {blue} blue and for paper where it is {orange} "
        "orange."
    ),
    "on": to_say("is at {value}"),
    "off": to_say("is off"),
    "through": to_say(", through the layer before,"),
    "instead": to_say("{winner}, and not {other}"),
    "why": to_say(
        "<b>Why {winner} and not {other}?</b> At the first of eleven looks it leads by {lead}: "
        "{blue} blue pixels speak for {winner} ({more}), {orange} orange ones for {other} "
        "({less}), and the biases add {constant}."
    ),
}
