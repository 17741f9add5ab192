"""A step of the ladder: what to write, how it is checked, and a hint."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


class Missed(Exception):
    """The reader's code ran and gave something else than what was asked; the words say what."""


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes
    ----------
    name : str
        What the map calls it.
    chapter : int
        After which it can be climbed.
    place : str
        The function to write, such as ``"layers.Dense.forward"``.
    minutes : int
        How long it may take.
    hint : str
        Said if it is wrong: where to look, not what to write.
    check : callable
        Takes the reader's library; raises if something is wrong with it, and may return words on
        what was reached.
    seconds : float
        How long the check may take.
    """

    name: str
    chapter: int
    place: str
    minutes: int
    hint: str
    check: Callable[[object], str | None]
    seconds: float = 10.0


def random(*shape: int, seed: int = 0) -> np.ndarray:
    """Normal random numbers, float64, always the same."""
    return np.random.default_rng(seed).normal(size=shape)


def same(what: str, got, wanted, tolerance: float = 1e-9, dtype=None) -> None:
    """Hold what came out against what should: shape, then dtype if given, then the numbers."""
    if got is None or got is Ellipsis:
        raise Missed(f"{what} is {got}: nothing was returned")
    try:
        got = np.asarray(got)
    except ValueError as error:
        raise Missed(f"{what} is no array ({error})") from None
    wanted = np.asarray(wanted)
    if got.shape != wanted.shape:
        raise Missed(f"{what} has the shape {got.shape}, want {wanted.shape}")
    if got.dtype.kind not in "biuf":
        raise Missed(f"{what} holds {got.dtype}, want numbers")
    if dtype is not None and got.dtype != dtype:
        raise Missed(f"{what} is of {got.dtype}, want {np.dtype(dtype)}")
    if not got.size:
        return
    difference = np.abs(got.astype(np.float64) - wanted)
    if not np.isfinite(difference).all():
        raise Missed(f"{what} holds NaN or infinity")
    if difference.max() > tolerance * max(1.0, float(np.abs(wanted).max())):
        at = np.unravel_index(difference.argmax(), got.shape)
        place = f", at [{', '.join(str(int(i)) for i in at)}]," if at else ""
        raise Missed(f"{what}{place} is {apart(float(got[at]), float(wanted[at]))}")


def apart(got: float, wanted: float) -> str:
    """Two numbers with as many digits as it takes to tell them apart."""
    for digits in range(6, 18):
        if (texts := (f"{got:.{digits}g}", f"{wanted:.{digits}g}"))[0] != texts[1]:
            break
    return f"{texts[0]}, want {texts[1]}"


def number(what: str, got) -> None:
    """Hear whether something is a plain float."""
    if not isinstance(got, float):
        nothing = ": nothing was returned" if got is None else ""
        raise Missed(f"{what} is a {type(got).__name__}, want a float{nothing}")


def slopes(function: Callable[[], float], point: np.ndarray, h: float = 1e-6) -> np.ndarray:
    """The gradient of a function of an array by central differences; the array is left as it was.

    This is how a step knows a gradient without being told any formula.
    """
    gradient = np.zeros_like(point)
    for i in np.ndindex(point.shape):
        saved = point[i]
        point[i] = saved + h
        above = function()
        point[i] = saved - h
        below = function()
        point[i] = saved
        gradient[i] = (above - below) / (2 * h)
    return gradient
