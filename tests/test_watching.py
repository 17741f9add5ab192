"""Watching a pad: the two-sample statistic, its limits, and the alarms of a stream."""

import numpy as np
import pytest

from nnlib import Network
from nnlib.course.ch4 import alarms, watching


def drawn(rng, n=600, shift=0.0):
    """Observations that come from a normal distribution each."""
    names = (*watching.INPUTS, "confidence")
    observed = {name: rng.normal(shift, 1, n) for name in names}
    observed["confidence"] = np.clip(0.9 + 0.05 * observed["confidence"], 0, 1)
    return observed


@pytest.mark.parametrize(
    ("some", "others", "gap"),
    [
        ([1, 2, 3], [1, 2, 3], 0),
        ([1, 2, 3], [4, 5], 1),
        ([1, 2, 3, 4], [3, 4, 5, 6], 0.5),
        ([1, 1, 1, 2], [1, 2, 2, 2], 0.5),
    ],
)
def test_the_largest_gap_by_hand(some, others, gap):
    assert watching.largest_gap(np.array(some), np.array(others)) == gap
    assert watching.largest_gap(np.array(others), np.array(some)) == gap


def test_the_largest_gap_is_what_a_slow_count_finds(rng):
    some, others = rng.normal(size=40), rng.normal(0.3, 1, size=70)
    slow = max(
        abs(np.mean(some <= x) - np.mean(others <= x)) for x in np.concatenate([some, others])
    )
    assert watching.largest_gap(some, others) == pytest.approx(slow)


def test_a_watch_cries_wolf_once_in_a_hundred_windows(rng):
    launch = drawn(rng)
    watch = watching.Watch(launch, rng)
    raised = [watch.alarms(window) for window in watching.windows(launch, 1000, rng)]
    for name in watching.WATCHED:
        assert np.mean([alarm[name] for alarm in raised]) < 0.03


def test_each_alarm_hears_its_own_change(rng):
    launch = drawn(rng)
    watch = watching.Watch(launch, rng)
    (window,) = watching.windows(launch, 1, rng)
    thick = window | {"thickness": window["thickness"] + 2}
    assert watch.alarms(thick) == {"inputs": True, "confidence": False, "unsure": False}
    low = window | {"confidence": window["confidence"] - 0.2}
    assert watch.alarms(low) == {"inputs": False, "confidence": True, "unsure": False}
    torn = window | {"confidence": np.where(np.arange(100) < 30, 0.3, window["confidence"])}
    assert watch.alarms(torn)["unsure"]


def test_a_stream_says_when_it_was_first_seen(rng):
    launch = drawn(rng)
    watch = watching.Watch(launch, rng)
    changed = drawn(rng, shift=3.0)
    right = np.ones(600, bool)
    stream = watching.stream(watch, (launch, right), (changed, ~right), rng, n=20)
    assert stream.accuracy == (1.0, 0.0)
    assert stream.delay("inputs") == 1
    quiet = watching.Stream(
        stream.before, dict.fromkeys(watching.WATCHED, np.zeros(20, bool)), (1, 1)
    )
    assert quiet.delay("inputs") is None
    table = watching.describe({"a change": stream, "none": quiet})
    assert "→ 100    (1)" in table
    assert "a change" in alarms.alarm_strips({"a change": stream, "none": quiet}).alt


def test_what_is_observed_needs_no_label(rng):
    images = rng.random((5, 28, 28)).astype(np.float32)
    network = Network((784, 10), rng)
    observed = watching.observe(network, images)
    assert set(observed) == {*watching.INPUTS, "confidence"}
    np.testing.assert_array_equal(observed["confidence"], network.predict(images).max(axis=1))
