"""What the tests share: the real data once, a small part of it, and a measure of error."""

import os
import sys

import numpy as np
import pytest

import nnlib
from nnlib import MNIST, Split
from nnlib.files import ROOT

sys.path.insert(0, str(ROOT / "tools"))
os.environ["LANGUAGE"] = "en"  # whatever the desktop asks for: for the chapters' kernels too


@pytest.fixture(scope="session")
def mnist() -> MNIST:
    """All of MNIST, read once."""
    return nnlib.load_mnist()


@pytest.fixture(scope="module")
def chromium():
    """Headless Chromium."""
    import browser  # here, so that a test without a browser needs none

    with browser.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def small(mnist) -> MNIST:
    """A few hundred images of it, for runs of a second."""

    def part(split, n):
        return Split(split.images[:n], split.labels[:n])

    return MNIST(part(mnist.train, 600), part(mnist.dev, 200), part(mnist.test, 200))


@pytest.fixture
def rng() -> np.random.Generator:
    """Fresh random numbers, the same in every run."""
    return np.random.default_rng(7)


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """The distance of two arrays relative to their lengths."""
    return float(np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b)))


def trace(array: np.ndarray) -> float:
    """One number that a change to any part of an array moves."""
    return float(np.cos(np.arange(array.size)) @ array.ravel())
