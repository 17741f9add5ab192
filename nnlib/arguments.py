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


def check_shape(name: str, array, shape: tuple[int | None, ...]) -> None:
    """Refuse what is no array of this shape; None is any length. Cheap: reads no number."""
    got = getattr(array, "shape", None)
    if got is None:
        raise refusal(name, type(array).__name__, f"an array of shape {_words(shape)}")
    if len(got) != len(shape) or any(
        want is not None and n != want for n, want in zip(got, shape, strict=True)
    ):
        raise refusal(name, f"shape {got}", f"shape {_words(shape)}")


def check_array(
    name: str, value, kinds: str, shape: tuple[int | None, ...], no_rows: bool = False
) -> None:
    """Refuse what is no array of one of these dtype kinds and this shape, what holds a NaN or an
    infinity, and what is empty; `no_rows` lets pass what has no rows. Lists count as arrays.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise refusal(name, f"no array ({error})", KINDS[kinds]) from None
    if array.ndim != len(shape) or array.dtype.kind not in kinds:
        got = f"{array.dtype} of shape {array.shape}"
        raise refusal(name, got, f"{KINDS[kinds]} of shape {_words(shape)}")
    check_shape(name, array, shape)
    if array.size == 0 and not (no_rows and len(array) == 0):
        raise refusal(name, f"shape {array.shape}, which is empty", f"shape {_words(shape)}")
    check_finite(name, array)


def check_finite(name: str, array: np.ndarray) -> None:
    """Refuse an array that holds a NaN or an infinity."""
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise refusal(name, "NaN or infinity", "finite numbers")


def check_labels(name: str, labels, count: int, classes: int) -> None:
    """Refuse what is not `count` integers from 0 to `classes` − 1."""
    check_array(name, labels, "iu", (count,))
    low, high = np.min(labels), np.max(labels)
    if low < 0 or high >= classes:
        raise refusal(name, f"integers from {low} to {high}", f"0 to {classes - 1}")


def check_images(name: str, images) -> None:
    """Refuse what is no array of uint8 or floats. Cheap: reads no number."""
    dtype = getattr(images, "dtype", None)
    if dtype is None or (dtype.kind != "f" and dtype != np.uint8):
        got = type(images).__name__ if dtype is None else dtype
        raise refusal(name, got, "an array of uint8, or of floats in [0, 1]")


def _words(shape: tuple[int | None, ...]) -> str:
    lengths = ["n" if n is None else str(n) for n in shape]
    return f"({', '.join(lengths)}{',' * (len(shape) == 1)})"


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
