"""Fine-tuning: a few more steps on one hand's drawings, without forgetting everyone else's."""

from collections.abc import Sequence

import numpy as np

from ..arguments import refusal
from ..data import Split
from ..images.augment import distort
from ..images.drawings import Drawing
from ..images.strokes import strokes_to_images
from ..network import Network
from ..optimizers import Adam


def fine_tune(
    network: Network,
    drawings: Sequence[Drawing],
    train: Split,
    rng: np.random.Generator,
    *,
    steps: int = 40,
    learning_rate: float = 5e-4,
    batch_size: int = 64,
) -> Network:
    """Teach a copy of a trained network one person's hand.

    A network that is shown only new examples forgets the old ones (McCloskey and Cohen 1989), so
    half of every batch is from its old training set. All images are distorted, as few drawings
    would otherwise be learnt by heart. The learning rate is well below what the network was
    trained with: to adjust, not to begin again. The copy's calibration is the old one's.
    """
    if not drawings:
        raise refusal("drawings", "none", "at least one (label, strokes)")
    own = strokes_to_images(strokes for _, strokes in drawings)
    own_labels = np.array([label for label, _ in drawings])
    tuned = network.copy()
    optimizer = Adam(learning_rate)
    half = batch_size // 2
    for _ in range(steps):
        mine, theirs = rng.integers(len(own), size=half), rng.integers(len(train), size=half)
        images = np.concatenate([own[mine], train.images[theirs] / np.float32(255)])
        labels = np.concatenate([own_labels[mine], train.labels[theirs]])
        x = tuned.normalise(distort(images, rng))
        tuned.loss_and_gradient(x, labels)
        optimizer.step(tuned.parameters, tuned.gradients)
    return tuned
