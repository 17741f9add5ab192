"""Measure how many pictures of drawings are read, kind by kind, and how many are refused.

The drawings are real ones, in a file of UNIPEN text or JSON lines; the pictures are made of them
here. Beside each kind stands what is read of the same drawings when their strokes are known.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

import pictured
from nnlib import ImageError, Network, evaluate_drawings, image_to_tensor, load_network
from nnlib.images.drawings import Drawing, read_drawings
from pictured import canvas

SEED = 7
PENS = (1.5, 3, 6, 10, 18, 20, 30)
KINDS = {f"canvas, pen {pen:g} of 280": canvas(pen) for pen in PENS} | {
    "lined paper": pictured.lined,
    "squared paper": pictured.squared,
    "ruled cell": pictured.cell,
    "ruled cell, touched or crossed": partial(pictured.cell, crossing=True),
    "phone": pictured.phone,
    "dark ground": pictured.dark_ground,
    "16 × 16 scan, no margin": pictured.cropped,
    "28 × 28 scan, no margin": partial(pictured.cropped, size=28),
    "transparent": pictured.transparent,
    "neighbours": pictured.neighbours,
}
CROWDS = {"several digits": pictured.several, "a page": pictured.page, "blank": pictured.blank}


def tensor_of(picture: np.ndarray) -> np.ndarray:
    """What the network is fed; all zero, which no network knows, for a picture that is refused."""
    try:
        return image_to_tensor(picture)
    except ImageError:
        return np.zeros((28, 28), np.float32)


def drawn(
    name: str,
    draw: Callable,
    strokes: pictured.Strokes,
    others: Sequence[pictured.Strokes],
    rng: np.random.Generator,
) -> np.ndarray:
    """A picture of that kind; other drawings stand in it where the kind asks for them."""
    if name in CROWDS:
        return draw([strokes, *others], rng)
    return draw(strokes, rng, others) if name == "neighbours" else draw(strokes, rng)


def measured(
    network: Network, drawings: Sequence[Drawing], seed: int, only: str = ""
) -> Iterator[tuple[str, np.ndarray | None, np.ndarray, float]]:
    """Each kind of picture: which are read (None of a crowd), which refused, milliseconds each."""
    labels = np.array([label for label, _ in drawings])
    strokes = [strokes for _, strokes in drawings]
    for name, draw in (KINDS | CROWDS).items():
        if only not in name:
            continue
        rng = np.random.default_rng([seed, *name.encode()])  # alone or with the others
        tensors, seconds = [], 0.0
        for i, each in enumerate(strokes):
            others = [strokes[(i + k) % len(strokes)] for k in (1, 2, 3)]
            made = drawn(name, draw, each, others, rng)
            start = time.perf_counter()
            tensors.append(tensor_of(made))
            seconds += time.perf_counter() - start
        probabilities, knows = network.read(np.stack(tensors))
        # a crowd has no label: what counts is that no digit is claimed
        refused = ~knows if name in CROWDS else ~np.any(tensors, axis=(1, 2))
        read = (probabilities.argmax(axis=1) == labels) & ~refused
        ms = 1000 * seconds / len(strokes)
        yield name, None if name in CROWDS else read, refused, ms


def some(drawings: Sequence[Drawing], n: int, seed: int) -> list[Drawing]:
    """So many of the drawings, by chance."""
    return [drawings[i] for i in np.random.default_rng(seed).permutation(len(drawings))[:n]]


def main(arguments: list[str] | None = None) -> None:
    """Print a line for each kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("drawings", help="a file of labelled drawings")
    parser.add_argument("--weights", default="weights/robust.npz")
    parser.add_argument("-n", type=int, default=500, help="drawings of each kind (default 500)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", help="only the kinds whose name holds this")
    options = parser.parse_args(arguments)
    network = load_network(options.weights)
    drawings = some(read_drawings(options.drawings), options.n, options.seed)
    given = evaluate_drawings(network, drawings).accuracy
    print(f"{'kind':32}{'read':>8}{'strokes':>9}{'refused':>9}{'ms':>6}")
    for name, read, refused, ms in measured(network, drawings, options.seed, options.only):
        columns = "" if read is None else f"{read.mean():8.1%}{given:9.1%}"
        print(f"{name:32}{columns:17}{refused.mean():9.1%}{ms:6.1f}", flush=True)


if __name__ == "__main__":
    main()
