"""Measure how much of damaged MNIST is read: fifteen corruptions of MNIST-C's kind.

    python tools/corruptions.py [--all] [--test] [WEIGHTS …]

Mu and Gilmer (2019), *MNIST-C: A Robustness Benchmark for Computer Vision* (arXiv 1906.02337),
chose these fifteen because they leave a digit readable to people. This is not their data set but
its kind, written anew in NumPy with the strengths of their published program (each one's default);
what a library did for them (blurs, fog, edges) differs in detail. Nothing was trained on these.
But the damage that robust is trained on is of the same kind as some of them, by other rules: specks
as of spatter, a line as of dotted line, an inverted side as of stripe.

The table is of 2,000 dev images; `--all` takes the 10,000, `--test` the test set. Each corruption
draws from a seed of its own, so that a row does not depend on the others.
"""

import argparse
from collections.abc import Callable, Mapping

import numpy as np

from filters import SIDE, convolve, either_side, gaussian, ink, look_up, shifted
from nnlib import Network, Split, load_mnist, load_network

MIDDLE = 13.5
SEED = 2019
FEW = 2000  # images, unless all are asked for
WEIGHTS = ("weights/mlp.npz", "weights/robust.npz")
Y, X = np.mgrid[:SIDE, :SIDE].astype(np.float32)


def shot_noise(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """So little light that it comes in single photons: 3 of them make white."""
    return np.clip(rng.poisson(images * 3.0) / np.float32(3), 0, 1)


def impulse_noise(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """17 % of the pixels are broken: black or white."""
    broken = rng.random(images.shape) < 0.17
    return np.where(broken, rng.integers(0, 2, images.shape), images)


def glass_blur(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Through frosted glass: blurred, neighbours swapped at random, blurred again."""
    glass, every = gaussian(images, 0.7), np.arange(len(images))
    for _ in range(2):
        for y, x in np.ndindex(SIDE - 2, SIDE - 2):
            y, x = SIDE - 1 - y, SIDE - 1 - x
            there = y - rng.integers(0, 2, len(glass)), x - rng.integers(0, 2, len(glass))
            there = np.where(rng.random(len(glass)) < 0.5, there, [[y], [x]])  # half stay
            here, other = glass[:, y, x].copy(), glass[every, *there]
            glass[:, y, x], glass[every, *there] = other, here
    return gaussian(glass, 0.7)


def motion_blur(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A trail to one side, up to 45° from level: half a Gaussian of 3 pixels."""
    angle = rng.uniform(-np.pi / 4, np.pi / 4, (len(images), 1, 1))
    steps = np.arange(11)
    shares = np.exp(-0.5 * (steps / 3) ** 2)
    return sum(
        share * look_up(images, Y + step * np.sin(angle), X + step * np.cos(angle))
        for step, share in zip(steps, shares / shares.sum(), strict=True)
    )


def shear(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Slanted by 0.4 pixels a row, to either side."""
    slant = 0.4 * either_side(images, rng)
    return look_up(images, Y, X + slant * (Y - MIDDLE))


def scale(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Shrunk to 0.7 of its size."""
    y, x = ((axis - MIDDLE) / 0.7 + MIDDLE for axis in (Y, X))
    return look_up(images, *np.broadcast_arrays(y, x, images)[:2])


def rotate(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turned by 0.4 radians, 23°, to either side."""
    turn = 0.4 * either_side(images, rng)
    y, x, cos, sin = Y - MIDDLE, X - MIDDLE, np.cos(turn), np.sin(turn)
    return look_up(images, MIDDLE + sin * x + cos * y, MIDDLE + cos * x - sin * y)


def brightness(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Half of white is added everywhere."""
    return np.minimum(images + 0.5, 1)


def translate(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Moved by three pixels in both directions."""
    return look_up(images, Y + 3 * either_side(images, rng), X + 3 * either_side(images, rng))


def stripe(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The left and the right quarter inverted."""
    return np.where((X < 7) | (X >= 21), 1 - images, images)


def fog(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A fractal cloud, three times as bright as the digit, and the sum brought back to [0, 1].

    The cloud is a sum of octaves, a corner of one 256 pixels wide. Its mean, its deviation and how
    rough it is were set after clouds by the diamond-square method, which MNIST-C took.
    """
    cloud = np.full(images.shape, 0.57)
    for step in (128, 64, 32, 16, 8, 4, 2, 1):
        knots = np.arange(SIDE // step + 2) * step
        place = np.arange(SIDE) + step * rng.random((len(images), 1))
        tent = np.maximum(1 - np.abs(place[:, :, None] - knots) / step, 0)
        heights = rng.uniform(-1, 1, (len(images), len(knots), len(knots)))
        cloud += 0.45 * (step / 128) ** 0.75 * (tent @ heights @ tent.transpose(0, 2, 1))
    return (images + 3 * np.clip(cloud, 0, 1)) / 4


def spatter(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Dark grey blots of mud."""
    wet = gaussian(rng.normal(0.65, 0.3, images.shape), 1, edge="edge") > 0.65
    mud = gaussian(wet, 1.5, edge="edge")
    mud[mud < 0.8] = 0
    return images * (1 - mud) + mud * 63 / 255


def dotted_line(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A dotted line from the left edge to the right one."""
    left, right = rng.integers(0, 27, (2, len(images), 1, 1))
    line = ink(Y - (left + (right - left) * X / 27))
    return np.minimum(images + line * (X // 2 % 2 == 1), 1)


def zigzag(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A zigzag line, two pixels up and down, from left to right."""
    left = rng.integers(0, 27, (len(images), 1, 1))
    rise = rng.integers(-5, 5, (len(images), 1, 1))
    wave = 2 - np.abs((X - 2 + 2) % 8 - 4)
    line = ink(Y - (left + rise * (X - 2) / 23 - wave)) * ((X >= 2) & (X < 25))
    return np.minimum(images + line, 1)


def canny_edges(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Only the outlines (Canny 1986): gradient ridges that are, or lead to, a steep one."""
    smooth = gaussian(images, 1)
    rows, columns = (convolve(smooth, (1, 2, 1), axis) for axis in (1, 2))
    down, right = convolve(columns, (-1, 0, 1), 1), convolve(rows, (-1, 0, 1), 2)
    slope = np.hypot(down, right)
    direction = np.round(np.arctan2(down, right) / (np.pi / 4)).astype(int) % 4
    ridge = np.zeros(images.shape, bool)
    for k, (dy, dx) in enumerate(((0, 1), (1, 1), (1, 0), (1, -1))):
        ahead, behind = shifted(slope, dy, dx), shifted(slope, -dy, -dx)
        ridge |= (direction == k) & (slope >= ahead) & (slope > behind)
    ridge &= slope > 0.1
    edge = ridge & (slope > 0.2)
    for _ in range(SIDE * SIDE):
        near = convolve(convolve(edge, (1, 1, 1), 1), (1, 1, 1), 2) > 0
        if np.array_equal(grown := near & ridge, edge):
            break
        edge = grown
    return edge


#: Each corruption by its name in MNIST-C: float images (N, 28, 28) in [0, 1], a generator → the
#: same shape and range. The rows of the table stand in their order.
CORRUPTIONS: dict[str, Callable[[np.ndarray, np.random.Generator], np.ndarray]] = {
    function.__name__.replace("_", " "): function
    for function in (
        shot_noise,
        impulse_noise,
        glass_blur,
        motion_blur,
        shear,
        scale,
        rotate,
        brightness,
        translate,
        stripe,
        fog,
        spatter,
        dotted_line,
        zigzag,
        canny_edges,
    )
}


def corrupted(name: str, images: np.ndarray) -> np.ndarray:
    """The images under one corruption, float32 (N, 28, 28) in [0, 1], always the same."""
    rng = np.random.default_rng([SEED, list(CORRUPTIONS).index(name)])
    return np.float32(CORRUPTIONS[name](images, rng))


def table(networks: Mapping[str, Network], split: Split) -> dict[str, dict[str, float]]:
    """The share that each network reads of each corruption, "none" first: ``[row][network]``."""
    images = split.x.reshape(-1, SIDE, SIDE)
    shares = {}
    for name in ("none", *CORRUPTIONS):
        seen = images if name == "none" else corrupted(name, images)
        shares[name] = {
            title: float(np.mean(network.predict(seen).argmax(axis=1) == split.labels))
            for title, network in networks.items()
        }
    return shares


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python tools/corruptions.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("weights", nargs="*", default=WEIGHTS, help="default: mlp and robust")
    parser.add_argument("--all", action="store_true", help=f"10,000 images, not {FEW:,}")
    parser.add_argument("--test", action="store_true", help="of the test set, not of dev")
    options = parser.parse_args(arguments)

    data = load_mnist()
    split = data.test if options.test else data.dev
    some = slice(None if options.all else FEW)
    split = Split(split.images[some], split.labels[some])
    networks = {str(path): load_network(path) for path in options.weights}
    shares = table(networks, split)
    print(f"{len(split):,} {'test' if options.test else 'dev'} images, by {' and '.join(networks)}")
    for name, row in shares.items():
        first, *_, last = row.values()
        columns = "  ".join(f"{share:7.2%}" for share in row.values())
        print(f"{name:15}{columns}  {100 * (last - first):+7.2f}")


if __name__ == "__main__":
    main()
