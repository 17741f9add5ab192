"""Intervals: Wilson's against his equation, the writers' against what is known exactly."""

import numpy as np
import pytest

from nnlib.intervals import RESAMPLES, Z, bootstrap, by_writer, wilson


@pytest.mark.parametrize(("right", "n"), [(1, 7), (50, 100), (9931, 10_000), (99, 100)])
def test_wilsons_ends_are_where_the_share_is_just_believable(right, n):
    for end in wilson(right, n):  # the equation that the closed form solves
        assert abs(right / n - end) == pytest.approx(Z * np.sqrt(end * (1 - end) / n), rel=1e-9)


def test_wilson_at_the_ends():
    assert wilson(0, 10)[0] == pytest.approx(0)
    assert wilson(10, 10)[1] == pytest.approx(1)
    low, high = wilson(0, 10)
    assert wilson(10, 10) == pytest.approx((1 - high, 1 - low))
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # as in the textbooks


@pytest.mark.parametrize(
    ("right", "n", "message"),
    [
        (1, 0, "n: got 0, want an integer, at least 1"),
        (-1, 5, "right: got -1, want an integer, at least 0"),
        (6, 5, "right: got 6, want at most n = 5"),
        (2.5, 5, "right: got 2.5, want an integer"),
    ],
)
def test_wilson_refuses_counts_that_cannot_be(right, n, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        wilson(right, n)


def crowd(rng, n_writers, each, spread):
    """How a crowd is read, of whom some are read well and some badly."""
    skill = np.clip(rng.normal(0.9, spread, n_writers), 0, 1)
    right = rng.random((n_writers, each)) < skill[:, None]
    return right.ravel(), np.repeat([f"writer {i}" for i in range(n_writers)], each).tolist()


def test_a_crowd_of_equals_is_like_independent_answers(rng):
    right, writers = crowd(rng, 200, 20, 0.0)
    got = by_writer(right, writers)
    assert got.share == right.mean()
    assert (got.low, got.high) == pytest.approx(wilson(right.sum(), len(right)), abs=0.004)


def test_hands_that_differ_make_it_wider_by_as_much_as_they_differ(rng):
    right, writers = crowd(rng, 60, 200, 0.08)
    got = by_writer(right, writers)
    shares = right.reshape(60, 200).mean(axis=1)
    reach = Z * shares.std() / np.sqrt(60)  # of the mean of 60 equally long rows
    assert (got.low, got.high) == pytest.approx((got.share - reach, got.share + reach), abs=0.004)
    low, high = wilson(right.sum(), len(right))
    assert got.high - got.low > 2 * (high - low)


def test_it_holds_the_truth_19_times_in_20(rng):
    held = 0
    for _ in range(300):
        got = by_writer(*crowd(rng, 40, 10, 0.05))
        held += got.low <= 0.9 - 0.0005 <= got.high  # a little is clipped off above 1
    assert 0.90 < held / 300 < 0.98


def test_whole_writers_are_drawn():
    right = np.array([True] * 90 + [False] * 10)
    got = by_writer(right, ["a"] * 90 + ["b"] * 10)
    assert (got.low, got.high) == (0, 1)  # both "b" in a quarter of the resamples
    again = by_writer(right, ["a"] * 90 + ["b"] * 10)
    assert got == again
    assert RESAMPLES <= 10_000


def test_who_draws_more_counts_more():
    right = np.array([True] * 3000 + [False] * 30)
    writers = [f"many {i // 100}" for i in range(3000)] + [f"few {i}" for i in range(30)]
    got = by_writer(right, writers)
    assert 0.98 < got.low < got.share < got.high < 0.996


def test_the_worst_and_the_one_in_the_middle():
    shares = {"a": (9, 10), "b": (20, 20), "c": (12, 16), "d": (10, 20), "e": (0, 9)}
    right = np.concatenate([[True] * k + [False] * (n - k) for k, n in shares.values()])
    writers = [name for name, (_, n) in shares.items() for _ in range(n)]
    order = np.random.default_rng(0).permutation(len(writers))
    got = by_writer(right[order], [writers[i] for i in order])
    assert got.n_writers == 5
    assert got.writers == [("d", 0.5, 20), ("c", 0.75, 16), ("a", 0.9, 10), ("b", 1.0, 20)]
    assert (got.worst, got.median) == (("d", 0.5, 20), ("c", 0.75, 16))
    nobody = by_writer(right, writers, min_count=21)
    assert (nobody.writers, nobody.worst, nobody.median) == ([], None, None)
    all_five = by_writer(right, writers, min_count=9)
    assert (all_five.worst, all_five.median) == (("e", 0.0, 9), ("c", 0.75, 16))


def test_of_two_who_are_read_alike_the_one_with_more_drawings_comes_first():
    shares = {"a": (5, 10), "b": (10, 20), "c": (6, 12), "d": (8, 10), "e": (9, 10), "f": (10, 10)}
    right = np.concatenate([[True] * k + [False] * (n - k) for k, n in shares.values()])
    got = by_writer(right, [name for name, (_, n) in shares.items() for _ in range(n)])
    assert "".join(name for name, _, _ in got.writers) == "bcadef"
    assert got.median[0] == "a"  # the worse of the two in the middle


def test_writers_may_be_numbers_and_are_resampled_alike_each_time():
    hands = np.arange(60) % 11
    sure = np.sin(np.arange(60.0))
    assert bootstrap(sure, hands) == bootstrap(sure, hands)
    right = sure > 0
    named = by_writer(right, hands, min_count=1)
    assert (named.low, named.high) == bootstrap(right, hands)
    assert {type(name) for name, _, _ in named.writers} == {str}


def test_no_fewer_than_one_drawing_is_enough():
    with pytest.raises(ValueError, match=r"^min_count: got 0"):
        by_writer(np.array([True, False]), ["a", "b"], min_count=0)


@pytest.mark.parametrize(
    ("right", "writers", "message"),
    [
        (np.ones(3, bool), ["a", "b"], r"right: got bool of shape \(3,\) for 2 writers"),
        (np.ones(2), ["a", "b"], "right: got float64 of shape"),
        (np.ones(0, bool), [], "right: got bool of shape"),
        (np.ones(2, bool), ["a", "a"], "writers: got only 'a', want at least two; see `wilson`"),
    ],
)
def test_it_refuses_what_it_cannot_judge(right, writers, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        by_writer(right, writers)
