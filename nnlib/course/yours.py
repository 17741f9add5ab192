"""The reader's own drawing in an explorer, where one was taken along from the pad."""

from collections.abc import Callable

import ipywidgets

from ..app.questions.taking import last_drawing

THEIRS, YOURS = "the chapter's", "your last drawing"


def offered(theirs: object, made: Callable = list) -> tuple[dict[str, object], dict[str, object]]:
    """What an explorer can show, by name, and the control to choose: none if there is no choice.

    `theirs` is the chapter's; `made` makes the same of the strokes of the reader's drawing. The
    control is passed on as ``drawing``, and begins with the chapter's.
    """
    shown, last = {THEIRS: theirs}, last_drawing()
    if last is None:
        return shown, {}
    shown[YOURS] = made(last)
    choice = ipywidgets.Dropdown(description="drawing", options=list(shown), value=THEIRS)
    return shown, {"drawing": choice}
