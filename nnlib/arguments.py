"""What public functions ask of their arguments, and the one sentence in which they refuse them."""

import math
import numbers
import os
from pathlib import Path

import numpy as np

KINDS = {"f": "floats", "iu": "integers", "fiu": "numbers"}


def refusal(name: str, got: object, want: str) -> ValueError:
    """The error of a public function: which argument, what it is, what it should be."""
    return ValueError(f"{name}: got {got}, want {want}.")


def as_array(name: str, value, kinds: str, shape: tuple[int | None, ...]) -> np.ndarray:
    """The value as an array of one of these dtype kinds and this shape, where None is any length.

    Raises
    ------
    ValueError
        If it is of another kind or shape, empty, or holds a NaN or an infinity.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise refusal(name, f"no array ({error})", KINDS[kinds]) from None
    wanted = f"({', '.join('n' if n is None else str(n) for n in shape)}{',' * (len(shape) == 1)})"
    fits = array.ndim == len(shape) and all(
        want in (None, got) for got, want in zip(array.shape, shape, strict=True)
    )
    if not fits:
        raise refusal(name, f"shape {array.shape}", f"{KINDS[kinds]} of shape {wanted}")
    if array.size == 0:
        raise refusal(name, f"shape {array.shape}, which is empty", f"shape {wanted}")
    if array.dtype.kind not in kinds:
        raise refusal(name, f"dtype {array.dtype}", KINDS[kinds])
    # the sum is not finite if one number is not, and far quicker to look at than all of them
    if array.dtype.kind == "f" and not math.isfinite(array.sum(dtype=np.float64)):
        raise refusal(name, "NaN or infinity", "finite numbers")
    return array


def as_labels(name: str, value, count: int, classes: int) -> np.ndarray:
    """The value as `count` integers from 0 to `classes` − 1."""
    labels = as_array(name, value, "iu", (count,))
    low, high = labels.min(), labels.max()
    if low < 0 or high >= classes:
        raise refusal(name, f"integers from {low} to {high}", f"0 to {classes - 1}")
    return labels


def check_number(name: str, value, low: float, high: float = math.inf, least: bool = True) -> None:
    """Refuse what is no finite number from `low` to `high`; if not `least`, `low` itself too."""
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if is_number and math.isfinite(value) and low <= value <= high and (least or value > low):
        return
    want = f"{'at least' if least else 'more than'} {low:g}"
    raise refusal(name, repr(value), want if high == math.inf else f"{want} and at most {high:g}")


def check_count(name: str, value, low: int = 1) -> None:
    """Refuse what is no integer of at least `low`."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or value < low:
        raise refusal(name, repr(value), f"an integer, at least {low}")


def check_type(name: str, value, wanted: type) -> None:
    """Refuse what is not of this type."""
    if not isinstance(value, wanted):
        raise refusal(name, type(value).__name__, f"a {wanted.__name__}")


def check_generator(rng) -> None:
    """Refuse what random numbers cannot be drawn from."""
    if not isinstance(rng, np.random.Generator):
        raise refusal(
            "rng",
            type(rng).__name__,
            "a numpy.random.Generator, such as numpy.random.default_rng(0)",
        )


def as_path(name: str, value) -> Path:
    """The value as a path."""
    if not isinstance(value, str | os.PathLike):
        raise refusal(name, type(value).__name__, "a path")
    return Path(value)
