"""The map: which steps are done, what comes next, and what went wrong."""

import textwrap
from dataclasses import dataclass
from pathlib import Path

from .checks import STEPS
from .checks.step import Step
from .laying import FOLDER, read_progress

MARKS = {"done": "●", "wrong": "✗", "open": "○", "next": "→"}
WIDTH = 88  # of a line in words
COLUMN = 29  # of the map: the longest name of a step, its mark and number, and a space
PAD = (
    "To draw for it: `make lab`, then in a cell of any notebook:",
    "    from nnlib.course import ladder",
    "    ladder.pad()",
    "There the library's own strokes_to_image makes the picture; your network reads it.",
)


@dataclass(frozen=True)
class Board:
    """How far a library has come; a notebook and a terminal show it as a map.

    Attributes
    ----------
    states : dict
        "done", "wrong" or "open" for the name of each step.
    missed : tuple of Step and dict, or None
        The first step that went wrong, and the judge's words on it.
    folder : path
        Where the library is.
    chapter : int, optional
        Only the steps of this chapter are shown.
    reached : str
        How well the network reads that the library trained, once all is done.
    """

    states: dict[str, str]
    missed: tuple[Step, dict] | None = None
    folder: Path = FOLDER
    chapter: int | None = None
    reached: str = ""

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(state == "done" for state in self.states.values())

    @property
    def next(self) -> Step | None:
        """The first step that is not done."""
        return next((s for s in STEPS if self.states.get(s.name) != "done"), None)

    def __repr__(self) -> str:
        lines = [f"Your library: {self.done} of {len(STEPS)} steps", "", *self._map()]
        return "\n".join([*lines, *self._words()])

    def _map(self) -> list[str]:
        """The files of each chapter, and two steps a line in them: mark, number and name."""
        lines, last = [], (None, None)
        for number, step in enumerate(STEPS, 1):
            if self.chapter not in (None, step.chapter):
                continue
            file = step.place.split(".")[0]
            here = (step.chapter, file)
            if here != last:
                title = f"after chapter {step.chapter}" if step.chapter != last[0] else ""
                lines += [""] if lines and title else []
                lines.append(f"{title:16}{file + '.py':15}")
                last = here
            state = self.states.get(step.name, "open")
            mark = MARKS["next" if step is self.next and state == "open" else state]
            if len(lines[-1]) + COLUMN - 1 > WIDTH:
                lines.append(" " * 31)
            lines[-1] += f"{mark} {number:2} {step.name}".ljust(COLUMN)
        return [line.rstrip() for line in lines]

    def _words(self) -> list[str]:
        """What to do next."""
        if self.missed is not None:
            step, verdict = self.missed
            if verdict.get("unread"):  # it is not this step that is wrong
                return ["", *wrapped(verdict["words"])]
            lines = ["", f"Step {title_of(step)} is not right yet: {place_of(step)}."]
            lines += [f"    {verdict['words']}", "", *wrapped(f"Hint: {step.hint}")]
            if printed := verdict.get("printed", "").strip():
                lines += ["", "It printed:", *(f"    {line}" for line in printed.splitlines()[-8:])]
            return lines
        step = self.next
        if step is None:
            return ["", *wrapped(f"All of it. {self.reached}"), "", *PAD]
        if self.chapter not in (None, step.chapter):
            return []
        when = f"Next: step {title_of(step)}: {place_of(step)}, about {step.minutes} minutes."
        begun = (self.folder / "layers.py").exists()
        how = "Write it, then: make judge" if begun else "Lay the empty library first: make mine"
        return ["", when, how]


def steps(chapter: int | None = None, folder: Path = FOLDER) -> Board:
    """The map as it was when the library was judged last.

    Parameters
    ----------
    chapter : int, optional
        Show only what can be written after this chapter. Default: all.
    folder : path
        Where the library is.

    Returns
    -------
    Board
    """
    kept = read_progress(folder)
    states = {step.name: kept.get(step.name, "open") for step in STEPS}
    return Board(states, None, folder, chapter)


def title_of(step: Step) -> str:
    """A step's number and name, such as ``1, "a layer forward"``."""
    return f'{STEPS.index(step) + 1}, "{step.name}"'


def place_of(step: Step) -> str:
    """Where to write it, such as ``Dense.forward in mine/layers.py``."""
    file, _, name = step.place.partition(".")
    return f"{name} in mine/{file}.py"


def wrapped(text: str) -> list[str]:
    """A paragraph in lines."""
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False)
