"""Fine-tuning: a few more steps on one hand's drawings, without forgetting everyone else's."""

from collections.abc import Iterator, Sequence

import numpy as np

from ..arguments import refusal
from ..calibration import calibrate
from ..data import MNIST, Split
from ..evaluation import evaluate_drawings
from ..images.augment import distort
from ..images.drawings import Drawing
from ..images.hands import load_hands, strangers
from ..images.handwriting import drawn_images, images_of
from ..images.strokes import strokes_to_images
from ..losses import NO_CLASS
from ..network import Network
from ..optimizers import Adam
from ..sources import real_digits, split_of
from .gate import measures, spoilt, watch_list
from .pipelines import accuracy

EACH = 1000  # how many of each kind are rehearsed
STEPS, EVERY = 400, 40  # at most so many, and a look at what is being forgotten after so many
RATE = 1e-4  # well below what the network was trained with: to adjust, not to begin again
BATCH = 64


def rehearsal(data: MNIST, rng: np.random.Generator, each: int = EACH) -> Split:
    """Some of all that the robust network was taught, to train on again lest it be forgotten.

    MNIST's digits, the synthetic pen's, digits by real hands, and letters and signs, which are no
    digit and have the label −1.
    """
    real, letters = load_hands("digits-train"), strangers("train")
    some = rng.permutation(len(data.train))[:each]
    hands = split_of([real[i] for i in rng.permutation(len(real))[:each]])
    others = images_of(letters[i] for i in rng.permutation(len(letters))[:each])
    parts = [
        (data.train.images[some], data.train.labels[some]),
        drawn_images(each, rng),
        (hands.images, hands.labels),
        (others, np.full(len(others), NO_CLASS)),
    ]
    images, labels = zip(*parts, strict=True)
    return Split(np.concatenate(images), np.concatenate(labels))


def steps(
    network: Network, own: np.ndarray, labels: np.ndarray, rehearsed: Split, rng
) -> Iterator[Network]:
    """Teach a copy of a network one hand's images; it is handed out after every few steps.

    A network that is shown only new examples forgets the old ones (McCloskey and Cohen 1989), so
    half of every batch is rehearsed. All images are distorted, as few drawings would otherwise be
    learnt by heart.
    """
    tuned, optimizer = network.copy(), Adam(RATE)
    for step in range(1, STEPS + 1):
        mine, old = (rng.integers(len(x), size=BATCH // 2) for x in (own, rehearsed))
        images = np.concatenate([own[mine], rehearsed.images[old] / np.float32(255)])
        wanted = np.concatenate([labels[mine], rehearsed.labels[old]])
        tuned.loss_and_gradient(tuned.normalise(distort(images, rng)), wanted)
        optimizer.step(tuned.parameters, tuned.gradients)
        if step % EVERY == 0:
            yield tuned


def fine_tune(
    network: Network, drawings: Sequence[Drawing], data: MNIST, rng: np.random.Generator
) -> tuple[Network, int]:
    """Teach a copy of a trained network one person's hand, no longer than is good for the others.

    Every second drawing is learnt from, the others choose: of the networks after 0, 40, 80 … 400
    steps it is the one that reads most of them, among those that spoil nothing on the watch list
    (see `nnlib.app.gate`). Temperature and threshold are fitted again each time.

    Parameters
    ----------
    network : Network
        Left as it is.
    drawings : sequence of (label, strokes)
        At least two.
    data : MNIST
    rng : numpy.random.Generator

    Returns
    -------
    tuned : Network
    n_steps : int
        0 if none was an improvement.

    Raises
    ------
    ValueError
        If there are fewer than two drawings.
    """
    if len(drawings) < 2:
        raise refusal("drawings", f"{len(drawings)}", "at least two (label, strokes)")
    watched, known = watch_list(data, "choose"), real_digits("dev")
    before = measures(network, watched)
    best, n_steps = network.copy(), 0
    images = strokes_to_images(strokes for _, strokes in drawings)
    labels, rehearsed = np.array([label for label, _ in drawings]), rehearsal(data, rng)
    most = evaluate_drawings(network, drawings[1::2]).accuracy
    taught = steps(network, images[::2], labels[::2], rehearsed, rng)
    for i, tuned in enumerate(taught, 1):
        calibrate(tuned, data.dev, known)
        read = accuracy(tuned, images[1::2], labels[1::2])
        if read > most and not spoilt(before, measures(tuned, watched)):
            best, n_steps, most = tuned.copy(), i * EVERY, read
    return best, n_steps
