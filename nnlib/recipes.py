"""Recipes: everything that decides how a network is trained, as data."""

from dataclasses import dataclass, replace

import numpy as np

from .arguments import a, check_all, count, number, one_of, or_none
from .images.augment import Distortion
from .layers import ACTIVATIONS
from .network import Network
from .optimizers import SCHEDULES, Adam, GradientDescent, Momentum, Optimizer, RMSProp

OPTIMIZERS = {
    "gradient descent": GradientDescent,
    "momentum": Momentum,
    "rmsprop": RMSProp,
    "adam": Adam,
}
CONSTRAINTS = {
    "initialisation": one_of(("zeros", "he")),
    "activation": one_of(ACTIVATIONS),
    "optimizer": one_of(OPTIMIZERS),
    "schedule": one_of(SCHEDULES),
    "learning_rate": number(above=0),
    "l2": number(0),
    "epochs": count(),
    "batch_size": or_none(count()),
    "drawings": count(0),
    "others": count(0),
    "hands": count(0),
    "distortion": or_none(a(Distortion)),
}


@dataclass(frozen=True)
class Recipe:
    """Everything that decides how a network is trained, but for the seed.

    A field that is out of its range, or not one of the choices, is refused by a ValueError.

    Attributes
    ----------
    name : str
    sizes : tuple of int
        Units, input first.
    initialisation : {"zeros", "he"}
    optimizer : {"gradient descent", "momentum", "rmsprop", "adam"}
    learning_rate : float
    schedule : {"constant", "cosine"}
        How the learning rate runs over the training; see `nnlib.optimizers.SCHEDULES`.
    batch_size : int or None
        ``None`` is full-batch: one step an epoch, on the gradient over all samples.
    l2 : float
        λ of the penalty ``(λ/2) ‖W‖²`` on the weights.
    epochs : int
        Passes over the training set.
    drawings : int
        How many digits of the synthetic pen are added to the training set.
    others : int
        How many letters, scribbles and the like are added, which have no right answer.
    hands : int
        How many times the real digits for training in `data/` are added; if any, the real letters
        that are not built like a digit are added to the others.
    distortion : Distortion or None
        How every image is distorted, each time differently; see `nnlib.images.augment`.
    calibrated : bool
        Whether `calibrate` follows the training.
    activation : {"relu", "leaky relu"}
        What stands between the dense layers; see `nnlib.layers.ACTIVATIONS`.

    Examples
    --------
    >>> from dataclasses import replace
    >>> short = replace(RECIPES["mlp"], epochs=2)
    >>> short.optimizer, short.epochs
    ('adam', 2)
    """

    name: str
    sizes: tuple[int, ...]
    initialisation: str
    optimizer: str
    learning_rate: float
    schedule: str
    batch_size: int | None
    l2: float
    epochs: int
    drawings: int = 0
    others: int = 0
    hands: int = 0
    distortion: Distortion | None = None
    calibrated: bool = False
    activation: str = "relu"

    def __post_init__(self):
        check_all(vars(self), CONSTRAINTS)

    def build_network(self, rng: np.random.Generator, dtype=np.float32) -> Network:
        """A fresh network of these sizes."""
        rng = rng if self.initialisation == "he" else None
        return Network(self.sizes, rng, dtype, self.activation)

    def build_optimizer(self) -> Optimizer:
        """A fresh optimizer at this learning rate."""
        return OPTIMIZERS[self.optimizer](self.learning_rate)

    def rate(self, progress: float) -> float:
        """The learning rate when this share of the training is done, 0 to 1."""
        return self.learning_rate * SCHEDULES[self.schedule](progress)


#: The recipes of ``python -m nnlib train``, by name: a `Recipe` for each of the three networks.
RECIPES = {
    "softmax": Recipe(
        name="softmax",
        sizes=(784, 10),
        initialisation="zeros",
        optimizer="gradient descent",
        learning_rate=0.6,
        schedule="constant",
        batch_size=None,
        l2=0.0,
        epochs=1000,
    ),
    "mlp": Recipe(
        name="mlp",
        sizes=(784, 256, 128, 10),
        initialisation="he",
        optimizer="adam",
        learning_rate=1e-3,
        schedule="cosine",
        batch_size=128,
        l2=5e-4,
        epochs=15,
    ),
}
RECIPES["robust"] = replace(
    RECIPES["mlp"],
    name="robust",
    learning_rate=2e-3,
    batch_size=256,
    l2=0.0,
    epochs=370,
    drawings=18_000,
    others=6_000,
    hands=3,
    distortion=Distortion(),
    calibrated=True,
)
