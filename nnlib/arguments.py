"""Checks of arguments at the door of public functions, and the one sentence of a refusal."""

import math
import numbers
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

KINDS = {"f": "floats", "iu": "integers", "fiu": "numbers"}
LONGEST = 1000  # characters of an error's sentence
Shape = tuple[int | str, ...]  # a length, or the name of an axis that may have any


class Refusal(ValueError):
    """What files and arguments are refused with: a sentence, however odd what it quotes."""

    def __init__(self, sentence: str):
        if len(sentence) > LONGEST:
            sentence = f"{sentence[: LONGEST // 2]} … {sentence[4 - LONGEST // 2 :]}"
        super().__init__("".join(c if c.isprintable() else "�" for c in sentence))


def refusal(name: str, got: object, want: str) -> Refusal:
    """The error of a public function: which argument, what it is, what it should be."""
    return Refusal(f"{name}: got {got}, want {want}.")


@dataclass(frozen=True)
class Constraint:
    """A condition on an argument, and the words for it."""

    holds: Callable[[object], bool]
    words: str  # the end of a sentence that begins with "want"
    shown: Callable[[object], str] = repr  # how a refused argument is shown

    def check(self, name: str, value) -> None:
        """Refuse a value for which it does not hold."""
        if not self.holds(value):
            raise refusal(name, self.shown(value), self.words)


def check_all(values: Mapping[str, object], constraints: Mapping[str, Constraint]) -> None:
    """Hold each argument against its line in a constructor's table of constraints."""
    for name, constraint in constraints.items():
        constraint.check(name, values[name])


def number(
    at_least: float = -math.inf, *, above: float = -math.inf, below: float = math.inf
) -> Constraint:
    """A finite number within these limits."""

    def holds(value) -> bool:
        real = isinstance(value, numbers.Real) and not isinstance(value, bool)
        return real and math.isfinite(value) and at_least <= value and above < value < below

    limits = {"at least": at_least, "more than": above, "less than": below}
    words = [f"{name} {limit:g}" for name, limit in limits.items() if math.isfinite(limit)]
    return Constraint(holds, " and ".join(words) or "a finite number")


def count(at_least: int = 1) -> Constraint:
    """A whole number of at least so many."""

    def holds(value) -> bool:
        whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
        return whole and value >= at_least

    return Constraint(holds, f"an integer, at least {at_least}")


def one_of(choices: Collection[str]) -> Constraint:
    """One of these words."""

    def holds(value) -> bool:
        return isinstance(value, str) and value in choices

    return Constraint(holds, f"one of {', '.join(choices)}")


def a(wanted: type) -> Constraint:
    """An instance of this type."""
    return Constraint(
        lambda value: isinstance(value, wanted),
        f"a {wanted.__name__}",
        lambda value: type(value).__name__,
    )


def or_none(constraint: Constraint) -> Constraint:
    """None, or a value that another constraint lets pass."""
    return Constraint(
        lambda value: value is None or constraint.holds(value),
        f"{constraint.words}, or None",
        constraint.shown,
    )


def check_number(name: str, value, at_least: float = -math.inf, **limits: float) -> None:
    """Refuse what is not a finite number within these limits; see `number`."""
    number(at_least, **limits).check(name, value)


def check_count(name: str, value, at_least: int = 1) -> None:
    """Refuse what is not an integer of at least so many."""
    count(at_least).check(name, value)


def check_type(name: str, value, wanted: type) -> None:
    """Refuse what is not of this type."""
    a(wanted).check(name, value)


def check_shape(name: str, array, shape: Shape, at_least: int = 0) -> None:
    """Refuse what is not an array of this shape, with at least so many rows.

    Cheap: reads none of its numbers.
    """
    got = getattr(array, "shape", None)
    if got is None:
        raise refusal(name, type(array).__name__, f"an array of shape {_words(shape)}")
    if len(got) != len(shape) or any(
        isinstance(want, int) and n != want for n, want in zip(got, shape, strict=True)
    ):
        raise refusal(name, f"shape {got}", f"shape {_words(shape)}")
    if at_least and got[0] < at_least:
        raise refusal(name, f"shape {got}", f"{at_least} or more rows")


def check_array_of(name: str, value, kind: str) -> None:
    """Refuse what is not an array of "uint8" or of "integers"; a list is not an array here."""
    dtype = getattr(value, "dtype", None)
    fits = dtype == np.uint8 if kind == "uint8" else dtype is not None and dtype.kind in "iu"
    if not isinstance(value, np.ndarray) or not fits:
        raise refusal(name, dtype or type(value).__name__, f"an array of {kind}")


def check_array(name: str, value, kinds: str, shape: Shape, may_be_empty: bool = False) -> None:
    """Refuse what is not an array of these dtype kinds and this shape, holds a NaN or an infinity,
    or is empty; `may_be_empty` lets an array without rows pass. Lists count as arrays.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise refusal(name, f"no array ({error})", KINDS[kinds]) from None
    if array.ndim != len(shape) or array.dtype.kind not in kinds:
        got = f"{array.dtype} of shape {array.shape}"
        raise refusal(name, got, f"{KINDS[kinds]} of shape {_words(shape)}")
    check_shape(name, array, shape)
    if array.size == 0 and not (may_be_empty and len(array) == 0):
        raise refusal(name, f"shape {array.shape}, which is empty", f"shape {_words(shape)}")
    check_finite(name, array)


def check_finite(name: str, array: np.ndarray) -> None:
    """Refuse an array that holds a NaN or an infinity."""
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise refusal(name, "NaN or infinity", "finite numbers")


def check_labels(name: str, labels, count: int, classes: int, lowest: int = 0) -> None:
    """Refuse what is not `count` integers from `lowest` to `classes` − 1."""
    check_array(name, labels, "iu", (count,))
    low, high = np.min(labels), np.max(labels)
    if low < lowest or high >= classes:
        raise refusal(name, f"integers from {low} to {high}", f"{lowest} to {classes - 1}")


def check_generator(rng) -> None:
    """Refuse what random numbers cannot be drawn from."""
    if not isinstance(rng, np.random.Generator):
        want = "a numpy.random.Generator, such as numpy.random.default_rng(0)"
        raise refusal("rng", type(rng).__name__, want)


def as_rows(name: str, images, n_pixels: int, one: bool = True) -> np.ndarray:
    """Images in any of their shapes as the rows of a matrix (N, n_pixels): a view, if it can be.

    They are uint8 or floats, of shape (N, n_pixels), (N, h, w) or, if `one` is welcome, (h, w).
    """
    images = np.asarray(images)
    images = images.astype(np.float32) if images.dtype == np.float16 else images  # too coarse
    if images.dtype.kind != "f" and images.dtype != np.uint8:
        raise refusal(name, images.dtype, "an array of uint8, or of floats in [0, 1]")
    if images.ndim == 2 and images.shape[1] == n_pixels:
        return images
    fits = images.ndim >= 2 and images.shape[-2] * images.shape[-1] == n_pixels
    if fits and (images.ndim == 3 or (one and images.ndim == 2)):
        return images.reshape(-1, n_pixels)
    shapes = f"(N, h, w){' or (h, w)' if one else ''} with h × w = {n_pixels}"
    raise refusal(name, f"shape {images.shape}", f"(N, {n_pixels}), or {shapes}")


def as_floats(numbers) -> np.ndarray:
    """Numbers to reckon with: integers become float64, lest a difference of small ones wraps."""
    numbers = np.asarray(numbers)
    return numbers if numbers.dtype.kind == "f" else numbers.astype(np.float64)


def unit(images: np.ndarray) -> float:
    """The factor that brings images into [0, 1]: uint8 counts to 255."""
    return 1 / 255 if images.dtype == np.uint8 else 1.0


def as_path(name: str, value) -> Path:
    """The value as a path."""
    if not isinstance(value, str | os.PathLike):
        raise refusal(name, type(value).__name__, "a path")
    return Path(value)


def _words(shape: Shape) -> str:
    return f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"
