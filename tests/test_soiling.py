"""Spoilt pixels: as many images as asked, each in one way, and a digit stays legible."""

import numpy as np
import pytest
from conftest import trace

from nnlib import load_network
from nnlib.images import soiling
from nnlib.images.soiling import soil

# What each way makes of 60 digits; the shipped weights were trained on pixels spoilt like that.
PINNED = {
    "_specks": 8.106,
    "_lines": 1.972,
    "_gaps": 4.881,
    "_blur": -1.601,
    "_fade": 2.923,
    "_outline": -1.221,
    "_inverted": -4.455,
}
WAYS = ("_specks", "_lines", "_gaps", "_blur", "_fade", "_outline", "_inverted")


@pytest.fixture(scope="module")
def digits(mnist):
    return mnist.dev.x[:600].copy()


def soiled(images, share, seed=0):
    out = images.copy()
    soil(out, np.random.default_rng(seed), share)
    return out


@pytest.mark.parametrize("share", [0, 0.3, 1])
def test_so_many_images_are_spoilt_and_the_others_are_left_alone(digits, share):
    out = soiled(digits, share)
    changed = np.any(out != digits, axis=1).mean()
    assert changed == pytest.approx(share, abs=0.08)
    assert out.min() >= 0
    assert out.max() <= 1
    assert (changed == 0) == (share == 0)


def test_the_same_generator_spoils_the_same(digits):
    np.testing.assert_array_equal(soiled(digits, 0.5), soiled(digits, 0.5))
    assert (soiled(digits, 0.5) != soiled(digits, 0.5, seed=1)).any()


@pytest.mark.parametrize("name", WAYS)
def test_each_way_changes_the_pixels_and_leaves_a_digit_legible(digits, mnist, name, rng):
    out = np.clip(getattr(soiling, name)(digits.copy(), rng), 0, 1)
    assert out.shape == digits.shape
    assert np.isfinite(out).all()
    assert np.abs(out - digits).mean() > 0.005
    read = load_network("weights/robust.npz").predict(out).argmax(axis=1)
    assert np.mean(read == mnist.dev.labels[:600]) > 0.6


def test_lines_add_ink_gaps_take_it_away(digits, rng):
    assert (soiling._lines(digits, rng) >= digits).all()
    assert (soiling._gaps(digits, rng) <= digits).all()


def test_blur_keeps_the_ink_in_the_middle_and_spreads_it(digits, rng):
    out = soiling._blur(digits, rng)
    ratio = out.sum(axis=1) / digits.sum(axis=1)
    assert 0.9 < np.median(ratio) < 1.1
    assert (out.max(axis=1) <= digits.max(axis=1) + 0.35).all()
    assert out.std(axis=1).mean() < digits.std(axis=1).mean()


def test_only_the_edge_of_a_block_is_left(rng):
    block = np.zeros((50, 28, 28), np.float32)
    block[:, 8:20, 8:20] = 1
    out = soiling._outline(block.reshape(50, -1), rng).reshape(-1, 28, 28)
    assert (out[:, 14, 14] <= 0.5).all()
    assert (out[:, 8, 14] == 1).all()


def test_beyond_a_line_ink_is_paper_and_before_it_all_is_as_it_was(digits, rng):
    out = soiling._inverted(digits, rng)
    same, turned = out == digits, out == 1 - digits
    assert (same | turned).all()
    assert same.reshape(-1, 28, 28)[:, 14, 14].all()  # the middle is never turned
    turned = (turned & ~same).mean(axis=1)
    assert 0 < np.median(turned) < 0.4
    assert (turned < 0.5).all()


def test_faded_ink_lies_on_grey_paper(digits, rng):
    out = soiling._fade(digits, rng).reshape(-1, 28, 28)
    corners = out[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert np.mean(corners > 0.1) > 0.4


@pytest.mark.parametrize("name", WAYS)
def test_each_way_spoils_as_it_did_when_the_weights_were_trained(digits, name):
    out = getattr(soiling, name)(digits[:60].copy(), np.random.default_rng(0))
    assert out.dtype == np.float32
    assert trace(out) == pytest.approx(PINNED[name], abs=2e-3)
