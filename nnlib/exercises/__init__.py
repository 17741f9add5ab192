"""The chapters' exercises: ``check("1.1", answer)`` says correct or wrong, with a hint."""

from . import chapter1, chapter2, chapter3, chapter4, chapter5
from .checking import Exercise, Verdict, judge

EXERCISES: dict[str, Exercise] = (
    chapter1.EXERCISES
    | chapter2.EXERCISES
    | chapter3.EXERCISES
    | chapter4.EXERCISES
    | chapter5.EXERCISES
)


def check(number: str, answer: object) -> Verdict:
    """Check the answer to an exercise.

    Parameters
    ----------
    number : str
        Chapter and exercise, such as ``"1.2"``.
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
        If there is no such exercise.
    """
    if number not in EXERCISES:
        raise ValueError(f"number: got {number!r}, want one of {', '.join(EXERCISES)}.")
    return judge(number, EXERCISES[number], answer)
