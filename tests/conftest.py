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


# Files are run two at a time: a long one that began last would be waited for alone.
LONG = (
    "tests/test_app.py",
    "tests/test_book.py",
    "tests/test_browser.py",
    "tests/test_web.py",
    "notebooks/05_closing_the_gap.ipynb",
    "notebooks/02_softmax_baseline.ipynb",
    "tests/test_cli.py",
    "notebooks/03_deep_mlp_adam.ipynb",
    "notebooks/04_production_diagnostics.ipynb",
    "notebooks/06_draw_a_digit.ipynb",
    "notebooks/07_beyond_one_core.ipynb",
    "tests/test_notebooks.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first."""

    def place(item: pytest.Item) -> int:
        file = item.nodeid.partition("::")[0]
        return LONG.index(file) if file in LONG else len(LONG)

    items.sort(key=place)


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
