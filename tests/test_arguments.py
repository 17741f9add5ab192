"""The checks at the door: each constraint lets pass what it should, and says what it wants."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from nnlib.arguments import (
    LONGEST,
    Refusal,
    a,
    as_path,
    as_rows,
    check_all,
    check_array,
    check_array_of,
    check_number,
    check_shape,
    count,
    number,
    one_of,
    or_none,
    unit,
)

NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("make", "passes", "refused", "words"),
    [
        (
            lambda: number(0),
            [0, 0.5, 10**30, Fraction(1, 3), np.float32(2)],
            [-1e-9],
            "at least 0",
        ),
        (lambda: number(above=0), [1e-300, 3], [0, -1], "more than 0"),
        (lambda: number(0, below=1), [0, 0.999], [1, 2, -0.1], "at least 0 and less than 1"),
        (lambda: number(), [-1e300, 0], [], "a finite number"),
        (lambda: count(), [1, 7, np.int64(3)], [0, -2, 1.5], "an integer, at least 1"),
        (lambda: count(0), [0, 1], [-1], "an integer, at least 0"),
        (
            lambda: one_of(("he", "zeros")),
            ["he", "zeros"],
            ["HE", "", ["he"], 3],
            "one of he, zeros",
        ),
        (lambda: a(dict), [{}], [[], dict], "a dict"),
        (lambda: or_none(count(2)), [None, 2], [1, "x"], "an integer, at least 2, or None"),
    ],
)
def test_a_constraint_draws_the_line(make, passes, refused, words):
    constraint = make()
    assert constraint.words == words
    for value in passes:
        constraint.check("x", value)
    for value in refused:
        with pytest.raises(ValueError, match=rf"^x: got .*, want {re.escape(words)}\.$"):
            constraint.check("x", value)


@pytest.mark.parametrize("value", [NAN, INFINITY, True, False, "1", None, [1], 1j])
def test_only_a_finite_number_is_one(value):
    for constraint in (number(), number(0), count(0), number(-5, below=5)):
        assert not constraint.holds(value)


def test_the_limits_of_a_check_are_those_of_the_constraint():
    check_number("x", 3, above=2, below=4)
    for limits in ({"above": 3}, {"below": 3}, {"at_least": 4}):
        with pytest.raises(ValueError, match=r"^x: got 3, want"):
            check_number("x", 3, **limits)


def test_a_choice_that_is_not_hashable_is_refused_too():
    with pytest.raises(ValueError, match=r"^x: got \['a'\], want one of a, b"):
        one_of({"a": 1, "b": 2}).check("x", ["a"])


def test_a_refused_number_is_shown_and_of_a_refused_thing_its_type():
    with pytest.raises(ValueError, match=r"^rate: got -1, want more than 0\.$"):
        number(above=0).check("rate", -1)
    with pytest.raises(ValueError, match=r"^table: got list, want a dict\.$"):
        a(dict).check("table", [1, 2])
    with pytest.raises(ValueError, match=r"^table: got list, want a dict, or None\.$"):
        or_none(a(dict)).check("table", [1, 2])


def test_a_table_names_the_argument_that_breaks_it():
    table = {"low": number(0), "high": number(0)}
    check_all({"low": 1, "high": 2, "other": None}, table)
    with pytest.raises(ValueError, match=r"^high: got -2"):
        check_all({"low": 1, "high": -2}, table)


def test_axes_are_named_and_lengths_are_held():
    check_shape("x", np.zeros((2, 3)), ("N", 3))
    with pytest.raises(ValueError, match=r"x: got shape \(2, 3\), want shape \(N, 4\)"):
        check_shape("x", np.zeros((2, 3)), ("N", 4))
    with pytest.raises(ValueError, match=r"x: got shape \(2, 3\), want shape \(N,\)"):
        check_shape("x", np.zeros((2, 3)), ("N",))
    with pytest.raises(ValueError, match=r"x: got list, want an array of shape \(N, 4\)"):
        check_shape("x", [[1.0]], ("N", 4))


def test_only_arrays_that_ask_for_it_may_be_empty():
    check_array("x", np.zeros((0, 3)), "f", ("N", 3), may_be_empty=True)
    for shape in ((0, 3), (3, 0)):
        with pytest.raises(ValueError, match="which is empty"):
            check_array("x", np.zeros(shape), "f", ("N", "K"))
    with pytest.raises(ValueError, match="which is empty"):
        check_array("x", np.zeros((3, 0)), "f", ("N", "K"), may_be_empty=True)


@pytest.mark.parametrize(
    ("kind", "passes", "refused"),
    [
        ("uint8", [np.uint8], [np.int8, np.int64, np.float32, bool]),
        ("integers", [np.uint8, np.int64], [np.float64, bool, str]),
    ],
)
def test_an_array_of_a_kind(kind, passes, refused):
    for dtype in passes:
        check_array_of("x", np.ones(2, dtype), kind)
    for dtype in refused:
        want = f"^x: got {np.dtype(dtype).name[:3]}.*, want an array of {kind}"
        with pytest.raises(ValueError, match=want.replace("str", "<U")):
            check_array_of("x", np.ones(2, dtype), kind)
    with pytest.raises(ValueError, match=f"^x: got list, want an array of {kind}"):
        check_array_of("x", [1, 2], kind)
    with pytest.raises(ValueError, match=f"want an array of {kind}"):
        check_array_of("x", np.uint8(3), kind)


def test_images_of_every_shape_become_rows():
    images = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    for given in (images, images.reshape(2, 12), images.astype(np.float32)):
        rows = as_rows("x", given, 12)
        assert rows.shape == (2, 12)
        assert np.shares_memory(rows, given)
        np.testing.assert_array_equal(rows, images.reshape(2, 12))
    assert as_rows("x", images[0], 12).shape == (1, 12)
    assert as_rows("x", [[0.5] * 12], 12).shape == (1, 12)


@pytest.mark.parametrize("shape", [(12,), (2, 13), (2, 3, 5), (1, 2, 3, 4), ()])
def test_other_shapes_are_no_images(shape):
    with pytest.raises(ValueError, match=r"x: got shape .*, want \(N, 12\), or \(N, h, w\) or"):
        as_rows("x", np.zeros(shape), 12)


def test_a_single_image_can_be_refused():
    with pytest.raises(ValueError, match=r"want \(N, 12\), or \(N, h, w\) with h × w = 12"):
        as_rows("x", np.zeros((3, 4)), 12, one=False)
    assert as_rows("x", np.zeros((1, 3, 4)), 12, one=False).shape == (1, 12)


def test_bytes_count_to_255_and_floats_to_one():
    assert unit(np.zeros(1, np.uint8)) == 1 / 255
    assert unit(np.zeros(1, np.float32)) == unit(np.zeros(1)) == 1.0


def test_a_path_may_be_text():
    assert as_path("p", "a/b") == as_path("p", Path("a/b")) == Path("a/b")
    with pytest.raises(ValueError, match=r"^p: got bytes, want a path"):
        as_path("p", b"a/b")


def test_a_refusal_is_a_sentence_however_odd_what_it_quotes():
    whole = "begin " + "x" * (LONGEST - 10) + " end"
    assert str(Refusal(whole)) == whole
    cut = str(Refusal(f"{'b' * LONGEST}{'e' * LONGEST}"))
    assert cut == f"{'b' * (LONGEST // 2)} … {'e' * (LONGEST // 2 - 4)}"
    assert str(Refusal("got 'a\x1b[2J\n', want é")) == "got 'a�[2J�', want é"
