"""Place and size repaired apart; and what the advice is worth."""

import numpy as np
import pytest

from nnlib import Network, draw_digit
from nnlib.app import pipelines
from nnlib.course.ch4 import grading, repairs
from nnlib.images.diagnostics import measure
from nnlib.images.strokes import CENTRE, centre_of_mass

SMALL_IN_THE_CORNER = [np.array([(30.0, 40.0), (80.0, 50.0), (60.0, 120.0)])]


def test_the_box_of_the_ink_ends_behind_the_last_pixel():
    image = np.zeros((280, 280), np.float32)
    image[40:61, 100:121] = 1
    image[200, 200] = 0.5  # a shade, no ink
    low, high = pipelines.ink_box(image)
    assert (low.tolist(), high.tolist()) == ([100, 40], [121, 61])


def test_the_place_alone():
    image = pipelines.picture(SMALL_IN_THE_CORNER)
    naive, moved = pipelines.resized(image), repairs.moved(image)
    np.testing.assert_allclose(centre_of_mass(moved), [CENTRE, CENTRE], atol=0.02)
    assert moved.sum() == pytest.approx(naive.sum(), rel=1e-4)  # no ink more, none less


def test_the_size_alone():
    image = pipelines.picture([stroke + 80 for stroke in SMALL_IN_THE_CORNER])
    naive, larger = pipelines.resized(image), repairs.enlarged(image)
    assert measure(larger)["size"] == pytest.approx(20, abs=1)
    assert measure(naive)["size"] < 12

    def middle(tensor):
        rows, columns = (np.flatnonzero(tensor.max(axis=axis) > 0.5) for axis in (1, 0))
        return [(rows[0] + rows[-1]) / 2, (columns[0] + columns[-1]) / 2]

    np.testing.assert_allclose(middle(larger), middle(naive), atol=1)


@pytest.mark.parametrize("repair", [repairs.moved, repairs.enlarged])
def test_a_blank_sheet_stays_blank(repair):
    assert not repair(np.zeros((280, 280), np.float32)).any()


def test_the_four_ways_are_the_pipelines_where_they_meet(rng):
    network = Network((784, 10), rng)
    labels = np.arange(10)
    drawings = [draw_digit(int(digit), rng) for digit in labels]
    right = repairs.place_and_size(network, drawings, labels)
    for repaired, pipeline in (((False, False), "naive"), ((True, True), "+ centre of mass")):
        read = network.predict(pipelines.tensors(drawings, pipeline)).argmax(axis=1)
        np.testing.assert_array_equal(right[repaired], read == labels)
    table = repairs.describe({key: np.full(4, key == (True, False)) for key in right})
    assert table.splitlines()[2].split() == ["place", "repaired", "100.0%", "0.0%"]


def test_advice_is_graded():
    blank, sound = np.zeros((28, 28)), pipelines.tensors([SMALL_IN_THE_CORNER], "+ thickness")[0]
    images = np.stack([blank, blank, sound, sound])
    right = np.array([False, True, False, True])
    graded = grading.grade(images, right)
    assert graded == {"blank": (2, 1), grading.ANY: (2, 1)}
    lines = grading.describe(graded, right).splitlines()
    assert lines[0] == "2 of 4 misread"
    assert lines[2].split() == ["blank", "2", "50%", "50%"]
