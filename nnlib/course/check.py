"""Exercises that check themselves: the reader's answer beside the right one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from html import escape
from importlib import import_module
from pathlib import Path

import numpy as np

from ..app.style import GREEN, PAPER, VERMILION

# on a ground of their own, so that they can be read in a light and in a dark theme
MARKS = {"correct": ("✓", GREEN), "wrong": ("✗", VERMILION)}
_done: set[str] = set()  # the exercises that were solved since the kernel started


@dataclass(frozen=True)
class Exercise:
    """A question with a known answer.

    Attributes
    ----------
    compare : callable
        Takes the reader's answer (a value or a function) and yields pairs (got, wanted).
    hint : str
        The answer to a wrong one: a nudge, not the solution.
    tolerance : float
        The largest relative difference that still counts as equal.
    """

    compare: Callable[[object], Iterable[tuple[object, object]]]
    hint: str
    tolerance: float = 1e-10


class Missed(Exception):
    """The answer works, but misses what is asked; the words say by how much."""


@dataclass(frozen=True)
class Verdict:
    """The answer of `check`; a notebook shows its text."""

    state: str  # "not attempted yet", "correct" or "wrong"
    text: str
    progress: str = ""  # "3 of 9 done"

    def __repr__(self) -> str:
        return f"{self.text} {self.progress}".strip()

    def _repr_html_(self) -> str | None:
        if self.state not in MARKS:
            return None
        mark, colour = MARKS[self.state]
        badge = f"background:{colour};color:{PAPER};border-radius:4px;padding:1px 6px"
        return f'<b style="{badge}">{mark}</b> {escape(self.text)} <b>{self.progress}</b>'


def exercises() -> dict[str, Exercise]:
    """Every chapter's exercises, by number: those in the file ``exercises.py`` of its folder."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("ch*/exercises.py")):
        found |= import_module(f".{path.parent.name}.exercises", __package__).EXERCISES
    return found


def check(number: str, answer: object) -> Verdict:
    """Check the answer to an exercise.

    Parameters
    ----------
    number : str
        Chapter and exercise, as in ``"1.2"``.
    answer : object
        A value or a function, as the exercise asks; ``...`` or ``None`` (or a function that
        returns one of them) counts as not attempted.

    Returns
    -------
    Verdict
        Its text says what to do next.

    Raises
    ------
    ValueError
        If no exercise has this number.
    """
    known = exercises()
    if number not in known:
        raise ValueError(f"number: got {number!r}, want one of {', '.join(known)}.")
    verdict = judge(number, known[number], answer)
    if verdict.state == "not attempted yet":
        return verdict
    if verdict.state == "correct":
        _done.add(number)
    chapter = [other for other in known if other.split(".")[0] == number.split(".")[0]]
    return replace(verdict, progress=f"{len(_done.intersection(chapter))} of {len(chapter)} done")


def judge(number: str, exercise: Exercise, answer: object) -> Verdict:
    """Hold an answer against the right one; never raises, whatever the answer does."""
    if _missing(answer):
        return _not_attempted(number)
    worst = 0.0
    try:
        for got, wanted in exercise.compare(answer):
            if _missing(got):
                return _not_attempted(number)
            got, wanted = np.asarray(got), np.asarray(wanted)
            if got.shape != wanted.shape:
                return _wrong(number, exercise, f"shape {got.shape}, want {wanted.shape}")
            if got.dtype.kind not in "biuf":
                return _wrong(number, exercise, f"{got.dtype} values, want numbers")
            difference = np.abs(got.astype(np.float64) - wanted).max(initial=0.0)
            if np.isnan(difference):
                return _wrong(number, exercise, "NaN somewhere")
            worst = max(worst, float(difference))
            if difference > exercise.tolerance * max(1.0, np.abs(wanted).max(initial=0.0)):
                return _wrong(number, exercise, f"largest difference {difference:.2g}")
    except Missed as missed:
        return _wrong(number, exercise, str(missed))
    except Exception as error:  # the reader's own code may raise anything
        return _wrong(number, exercise, f"{type(error).__name__}: {error}")
    how = "exactly" if worst == 0 else f"largest difference {worst:.1e}"
    return Verdict("correct", f"Exercise {number}: correct ({how}).")


def in_order(order: str, lines: dict[str, str], variables: dict) -> dict:
    """Run lettered lines of code in the order that the reader chose.

    Parameters
    ----------
    order : str
        The letters, each once, as in ``"CAB"``; blanks do not count.
    lines : dict
        Letter → one line of Python.
    variables : dict
        What the lines may use; not changed.

    Returns
    -------
    dict
        The variables after the last line.

    Raises
    ------
    Missed
        If a letter is missing or comes twice, or a line cannot run where it stands.
    """
    letters = str(order).replace(" ", "").upper()
    if sorted(letters) != sorted(lines):
        raise Missed(f"got {order!r}, want each of {', '.join(lines)} once")
    variables = dict(variables)
    for letter in letters:
        try:
            exec(lines[letter], variables)  # our own lines: only their order is the reader's
        except Exception as error:
            raise Missed(f"line {letter} cannot run there: {error}") from error
    return variables


def _missing(value: object) -> bool:
    return value is None or value is Ellipsis


def _not_attempted(number: str) -> Verdict:
    return Verdict("not attempted yet", f"Exercise {number}: not attempted yet.")


def _wrong(number: str, exercise: Exercise, what: str) -> Verdict:
    return Verdict("wrong", f"Exercise {number}: wrong ({what}). Hint: {exercise.hint}")
