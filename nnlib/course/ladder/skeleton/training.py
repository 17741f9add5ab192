"""Training: the loop that follows a recipe, and its record."""

from dataclasses import dataclass, field

import numpy as np

from .data import batches
from .evaluation import evaluate


@dataclass
class History:
    """The record of a training run, a number an epoch in each list. Given."""

    train_loss: list = field(default_factory=list)  # mean over the samples, before each step
    train_accuracy: list = field(default_factory=list)
    dev_loss: list = field(default_factory=list)  # of the whole dev set, after the epoch
    dev_accuracy: list = field(default_factory=list)

    def __len__(self):
        return len(self.dev_loss)


def fit(network, data, recipe, rng, progress=True):
    """Train `network` in place on ``data.train``, as the `Recipe` says; return a `History`.

    First the network learns its normalisation from the training images, as rows. The recipe
    builds one optimizer for the whole run. Then, for each of ``recipe.epochs`` epochs:

    - cut the training set into `batches`, freshly shuffled with `rng`;
    - for batch number i = 0, 1, … of n: set the optimizer's `learning_rate` to
      ``recipe.rate((epoch + i / n) / recipe.epochs)``, normalise the batch's images, compute the
      loss and the gradient with ``recipe.l2``, and make a step;
    - record the epoch. The training loss and accuracy are means over its *samples*, each measured
      on the way, with ``network.loss.probabilities`` of its batch; dev is evaluated at the end.

    With `progress` you may print a line an epoch.
    """
    ...
