"""What a digit reader from the Python Package Index reads, trained by its own rules.

    pip install neural-network-digits==1.2.2
    python tools/peer.py [DRAWINGS]

The package is a network in NumPy with a drawing board, by another author, under the MIT licence.
Its training is that of its own command, on MNIST's training images: 60 epochs, turned and shifted
at random. A drawing goes its own way too: on a board of 280 pixels with a brush of 20, cropped,
shrunk to 20 and centred. Read are the real drawings in data/digits-dev, and those of a UNIPEN file,
such as the UCI pen digits. Writes notebooks/peer.csv, in some ten minutes.
"""

import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from nnlib import load_mnist, read_unipen
from nnlib.course.ch4.recorded import on_pad
from nnlib.course.ch5.peer import FIELDS, TABLE
from nnlib.course.tables import write_table
from nnlib.images.hands import load_hands
from nnlib.images.strokes import CANVAS
from nnlib.intervals import by_writer, wilson

EPOCHS, RATE, BRUSH, MARGIN = 60, 0.05, 20, 0.2  # its defaults; the margin is ours


def trained(images: np.ndarray, labels: np.ndarray, epochs: int = EPOCHS):
    """Its network, after its training."""
    from nn_digits.neural_net.training import Trainer

    trainer = Trainer(photos_and_digits=(images.reshape(-1, 28, 28), labels))
    for epoch in range(epochs):
        trainer.run_epoch(RATE * 0.5 * (1 + math.cos(math.pi * epoch / epochs)))
    return trainer.net


def board(strokes: Sequence[np.ndarray]) -> Image.Image:
    """Strokes as its board draws them, white on black."""
    image = Image.new("L", (CANVAS, CANVAS), 0)
    pen, r = ImageDraw.Draw(image), BRUSH / 2
    for stroke in strokes:
        for (x0, y0), (x, y) in zip([stroke[0], *stroke], stroke, strict=False):
            pen.line([x0, y0, x, y], fill=255, width=BRUSH)
            pen.ellipse([x - r, y - r, x + r, y + r], fill=255)
    return image


def read(network, drawings: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
    """The digit that it reads in each drawing."""
    from nn_digits.neural_net.data import normalize, prepare_drawing

    photos = np.stack([prepare_drawing(board(strokes)) for strokes in drawings])
    return network.predict(normalize(photos)).argmax(axis=1)


def sets(paths: Sequence[str]) -> Iterator[tuple[str, np.ndarray, list, list[str]]]:
    """Each set's name, labels, drawings on a pad, and writers."""
    hands = load_hands("digits-dev")
    side = CANVAS * (1 - 2 * MARGIN) / 250  # their longer side is 250
    drawings = [[s * side + CANVAS * MARGIN for s in strokes] for _, strokes in hands]
    yield "real hands", np.array([d[0] for d in hands]), drawings, [d.writer for d in hands]
    for path in paths:
        pen = read_unipen(path)
        name = Path(path).name.removesuffix(".gz")
        yield name, *on_pad(pen), [drawing.writer for drawing in pen]


def main(paths: Sequence[str], epochs: int = EPOCHS) -> None:
    """Train it, let it read, and write the table."""
    data = load_mnist()
    network = trained(data.train.images, data.train.labels, epochs)
    right = network.predict(data.test.x.astype(np.float32)).argmax(axis=1) == data.test.labels
    rows = [("MNIST's test set", len(right), right.mean(), *wilson(int(right.sum()), len(right)))]
    for name, labels, drawings, writers in sets(paths):
        by = by_writer(read(network, drawings) == labels, writers)
        rows.append((name, len(labels), by.share, by.low, by.high))
    rows = [(name, n, *(f"{value:.4f}" for value in values)) for name, n, *values in rows]
    write_table(TABLE, FIELDS, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
