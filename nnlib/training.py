"""Training: the loop that follows a recipe, and its record."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from .arguments import check_generator, check_labels, check_type
from .data import MNIST, Split
from .evaluation import Evaluation, evaluate
from .feeding import Feed
from .network import Network
from .recipes import Optimizer, Recipe


@dataclass
class History:
    """The record of a training run, one entry an epoch.

    Attributes
    ----------
    train_loss, train_accuracy : list of float
        Means over the epoch's batches, each measured just before its step: they lag behind the
        epoch's end, and stay far below it where images are distorted or have no right answer.
    dev_loss, dev_accuracy : list of float
        Measured on the whole dev set at the epoch's end. Losses are in nats; `train_loss`
        includes the L2 penalty, `dev_loss` does not.
    seconds : list of float
        Duration of the epoch, the dev measurement included.
    interrupted : bool
        True if Ctrl-C or the notebook's stop button ended the run early.

    Examples
    --------
    >>> history = History(train_loss=[0.9, 0.5], dev_loss=[0.8, 0.6])
    >>> len(history)
    2
    """

    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    dev_loss: list[float] = field(default_factory=list)
    dev_accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    interrupted: bool = False

    def __len__(self) -> int:
        return len(self.dev_loss)

    def record(self, tally: "Tally", dev: Evaluation) -> None:
        """Add an epoch: what its batches added up to, and how the dev set is read after it."""
        self.train_loss.append(tally.loss / tally.count)
        self.train_accuracy.append(tally.correct / tally.count)
        self.dev_loss.append(dev.loss)
        self.dev_accuracy.append(dev.accuracy)
        self.seconds.append(time.perf_counter() - tally.start)

    def as_dict(self) -> dict:
        """Plain lists, for a checkpoint."""
        return asdict(self)


class Tally:
    """The sums over an epoch's batches, each measured just before its step."""

    def __init__(self):
        self.loss, self.correct, self.count, self.start = 0.0, 0, 0, time.perf_counter()

    def add(self, loss: float, probabilities: np.ndarray, labels: np.ndarray) -> None:
        """Add a batch: its mean loss, and the probabilities (N, K) that its samples were given."""
        self.loss += loss * len(labels)
        if not math.isfinite(self.loss):
            raise FloatingPointError(self.loss)  # `session` says more
        self.correct += np.count_nonzero(probabilities.argmax(axis=1) == labels)
        self.count += len(labels)


def fit(
    network: Network,
    data: MNIST,
    recipe: Recipe,
    rng: np.random.Generator,
    *,
    optimizer: Optimizer | None = None,
    history: History | None = None,
    feed: Feed | None = None,
    callback: Callable[[Network, History], object] | None = None,
    progress: bool = True,
) -> History:
    """Train `network` in place, as `recipe` says.

    Parameters
    ----------
    network : Network
        Its input normalisation is learnt from the training images on a fresh start.
    data : MNIST
        Anything with `train` and `dev` splits.
    recipe : Recipe
    rng : numpy.random.Generator
        Shuffles the training set, once an epoch, and distorts it if the recipe says so.
    optimizer, history : optional
        Those of an earlier run, to go on from where it stopped.
    feed : Feed, optional
        What brings the batches; without it, all of `data.train`, in this process.
    callback : callable, optional
        Called after every epoch with the network and the history so far; if it returns True,
        training ends there.
    progress : bool
        Show a progress bar, in the terminal or in the notebook.

    Returns
    -------
    History
        After Ctrl-C, or the notebook's stop button, of the complete epochs.

    Raises
    ------
    ValueError
        If an argument is of another type, or the images do not fit the network.
    FloatingPointError
        If the loss is no longer finite: in which epoch, and what to try.

    Examples
    --------
    >>> from dataclasses import replace
    >>> rng = np.random.default_rng(0)
    >>> labels = np.tile([0, 1], 50)  # the ones are white, the zeros black
    >>> images = (255 * labels[:, None, None] * np.ones((28, 28))).astype(np.uint8)
    >>> some = Split(images, labels)
    >>> recipe = replace(RECIPES["mlp"], sizes=(784, 8, 10), epochs=5, batch_size=10)
    >>> network = recipe.build_network(rng)
    >>> history = fit(network, MNIST(some, some, some), recipe, rng, progress=False)
    >>> len(history), history.dev_accuracy[-1]
    (5, 1.0)
    """
    check_type("network", network, Network)
    check_type("recipe", recipe, Recipe)
    check_generator(rng)
    check_parts(data, network.sizes[-1])
    optimizer = recipe.build_optimizer() if optimizer is None else optimizer
    history = History() if history is None else history
    feed = Feed(data.train, recipe) if feed is None else feed
    if not history:
        network.learn_normalisation(feed.images[: len(data.train)])

    with session(recipe, history, progress) as report:
        for epoch in range(len(history), recipe.epochs):
            tally = Tally()
            for share, x, labels in feed.epoch(network, rng, epoch / recipe.epochs):
                optimizer.learning_rate = recipe.rate((epoch + share) / recipe.epochs)
                loss = network.loss_and_gradient(x, labels, recipe.l2)
                optimizer.step(network.parameters, network.gradients)
                tally.add(loss, network.loss.probabilities, labels)
            history.record(tally, evaluate(network, data.dev))
            report()
            if callback is not None and callback(network, history):
                break
    return history


@contextmanager
def session(recipe: Recipe, history: History, progress: bool) -> Iterator[Callable[[], None]]:
    """Give the loop its threads and progress bar, and end it well if it ends early.

    Yields a function that moves the bar on by an epoch. An outer limit of threads is respected.
    """
    from tqdm.auto import tqdm  # slow to import, and only needed here

    history.interrupted = False  # it goes on
    done = {"initial": len(history), "total": recipe.epochs, "unit": "epoch"}
    bar = tqdm(desc=recipe.name, disable=not progress, **done)

    def report() -> None:
        bar.set_postfix_str(f"dev {history.dev_accuracy[-1]:.2%}", refresh=False)
        bar.update()

    try:
        with threadpool_limits(_blas_threads(recipe), user_api="blas"):
            yield report
    except KeyboardInterrupt:
        history.interrupted = True
    except FloatingPointError as error:
        # an epoch's last step may do what no loss has seen: then only the scores show it
        lost = error.args[0] if error.args and isinstance(error.args[0], float) else math.nan
        raise FloatingPointError(
            f"The loss became {lost} in epoch {len(history) + 1} at learning rate "
            f"{recipe.learning_rate}. Try a smaller one, such as {recipe.learning_rate / 10:g}."
        ) from error
    finally:
        bar.close()


def check_parts(data: MNIST, classes: int) -> None:
    """Refuse a data set without the parts that training needs, labelled from 0 to `classes` − 1."""
    for name in ("train", "dev"):
        part = getattr(data, name, None)
        check_type(f"data.{name}", part, Split)
        check_labels(f"data.{name}.labels", part.labels, len(part), classes)


def _blas_threads(recipe: Recipe) -> int:
    """How many threads multiply: two for all the images at once, one for a batch."""
    # two that share a small product spin until both are done: beside a busy neighbour, for ages
    allowed = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return min([2 if recipe.batch_size is None else 1, *allowed])
