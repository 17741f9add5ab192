"""Chapter 7's models: waiting, adding up in a ring, and what a shared step costs."""

import numpy as np
import pytest

from nnlib import RECIPES, Network
from nnlib.course import ch7
from nnlib.course.ch7.exercises import STEP, WANTED, busy
from nnlib.course.ch7.model import FIELDS, N_BYTES, WAYS, speed_up
from nnlib.course.check import in_order

ROWS = ch7.read_table()
WORK, WIRE = ch7.Work(fixed=1e-3, image=1e-5), ch7.Wire(latency=1e-3, bandwidth=1e9)


@pytest.mark.parametrize("workers", [2, 3, 7])
def test_the_ring_gives_everyone_the_sum(workers, rng):
    pieces = rng.normal(size=(workers, workers, 5))
    states = list(ch7.around(pieces))
    assert len(states) == 1 + 2 * (workers - 1)
    np.testing.assert_allclose(
        states[-1], np.broadcast_to(pieces.sum(axis=0), pieces.shape), atol=1e-12
    )
    np.testing.assert_array_equal(states[0], pieces)
    half = list(ch7.around(np.ones((workers, workers), dtype=int)))[workers - 1]
    assert np.count_nonzero(half == workers) == workers  # each has one complete piece


def test_waiting_is_what_the_slowest_share_costs_the_others():
    assert ch7.waited(np.array([[2.0, 1.0], [1.0, 2.0]])) == pytest.approx(0.25)
    assert ch7.waited(ch7.durations(8, 0.0)) == 0
    shares = [ch7.waited(ch7.durations(workers, 0.2)) for workers in (1, 2, 4, 16, 64)]
    assert shares[0] == 0
    assert shares == sorted(shares)
    seconds = ch7.durations(16, 0.2)
    assert seconds.mean() == pytest.approx(1, abs=0.01)
    assert seconds.std() == pytest.approx(0.2, abs=0.01)


def test_ways_to_add_up():
    sent = WIRE.send(4000.0)
    assert sent == pytest.approx(1e-3 + 4e-6)
    assert WAYS["server"](WIRE, 10, 4000.0) == pytest.approx(20 * sent)
    assert WAYS["tree"](WIRE, 9, 4000.0) == pytest.approx(8 * sent)
    assert WAYS["ring"](WIRE, 5, 4000.0) == pytest.approx(8 * WIRE.send(800.0))


def test_a_step_is_work_and_adding_up():
    assert ch7.step_seconds(WORK, WIRE, 1, 500) == pytest.approx(6e-3)
    two = ch7.step_seconds(WORK, WIRE, 2, 500, "tree", n_bytes=1e6)
    assert two == pytest.approx(1e-3 + 2.5e-3 + 2 * 2e-3)
    assert speed_up(WORK, WIRE, 1, 500, "ring") == 1


def test_the_lines_are_found_again():
    sizes = (128, 1024, 8192)
    rows = [("alone", 0, b, ch7.step_seconds(WORK, WIRE, 1, b)) for b in sizes]
    rows += [("message", 1, n, 2 * WIRE.send(n)) for n in (1e3, 1e5, 1e7)]
    work, wire = ch7.fitted([dict(zip(FIELDS, row, strict=True)) for row in rows])
    assert (work.fixed, work.image) == pytest.approx((WORK.fixed, WORK.image))
    assert (wire.latency, wire.bandwidth) == pytest.approx((WIRE.latency, WIRE.bandwidth))


def test_what_is_stored_says_what_the_chapter_says():
    batches, alone = ch7.measured(ROWS, "alone", 0)
    assert Network(RECIPES["mlp"].sizes).parameters.nbytes == N_BYTES
    for workers in (1, 2):
        sizes, seconds = ch7.measured(ROWS, "step", workers)
        np.testing.assert_array_equal(sizes, batches)
        assert seconds[0] > 2 * alone[0]  # a small batch is not worth sharing
    _, wire = ch7.fitted(ROWS)
    assert 1e-5 < wire.latency < 0.1
    assert 1e6 < wire.bandwidth < 1e11


def test_the_batch_that_keeps_sixteen_busy():
    assert busy(32_000) >= WANTED > busy(16_000)


def test_both_orders_of_the_two_shares_are_right():
    before = {"x": np.arange(5.0), "theta": 1.0, "slope": lambda theta, x: np.mean(theta - x)}
    assert in_order("CDEAB", STEP, before)["theta"] == in_order("CEDAB", STEP, before)["theta"]


def test_the_pictures_have_their_words():
    assert "foretells" in ch7.step_chart(ROWS).alt
    assert "4 workers by 4 pieces" in ch7.ring_rounds(4).alt
    explorer = ch7.waiting(workers=40)
    assert "waits" in explorer.picture.alt
    explorer.controls["spread"].value = 0
    assert not explorer._message.value
    paper = ch7.thousand_workers(*ch7.fitted(ROWS))
    for wire in paper.controls["wire"].options:
        paper.controls["wire"].value = wire
        assert not paper._message.value
