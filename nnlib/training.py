"""Training: recipes as data, the loop that follows one, and the measurement of what came out."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from .arguments import check_generator, check_labels, check_type
from .data import MNIST, Split, batches
from .evaluation import evaluate
from .images.augment import distort
from .images.handwriting import drawn_images, other_images
from .network import Network
from .optimizers import SCHEDULES
from .recipes import Optimizer, Recipe

# The synthetic pen's drawings are a data set like MNIST: the same ones whatever the run's seed.
DRAWINGS_SEED = 2003
NO_DIGIT = -1  # the label of what has no right answer


@dataclass
class History:
    """What happened, one entry an epoch.

    Attributes
    ----------
    train_loss, train_accuracy : list of float
        Means over the epoch's batches, each measured just before its step. They cost nothing
        extra, and lag behind what the network can do at the epoch's end. Of distorted images, and
        with others that have no right answer among them, they stay far below it.
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

    def as_dict(self) -> dict:
        """Plain lists, for a checkpoint."""
        return asdict(self)


def fit(
    network: Network,
    data: MNIST,
    recipe: Recipe,
    rng: np.random.Generator,
    *,
    optimizer: Optimizer | None = None,
    history: History | None = None,
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
    callback : callable, optional
        Called after every epoch with the network and the history so far; if it returns True,
        training ends there.
    progress : bool
        Show a progress bar, in the terminal or in the notebook.

    Returns
    -------
    History
        If the run is interrupted (Ctrl-C, or the notebook's stop button), what it has so far; the
        network keeps what it has learnt.

    Raises
    ------
    ValueError
        If an argument is of another type, or the images do not fit the network.
    FloatingPointError
        If the loss is no longer finite; it says in which epoch, and what to try. The history then
        ends with the epoch before.

    Notes
    -----
    Matrices of this size gain something from being shared between two processor cores, and
    nothing from more. So `fit` multiplies in two threads where there are two, and in one if the
    other core distorts the next batch meanwhile. Threads that multiply together wait for each
    other at each product: where other programs want the cores, one is faster. An outer
    ``threadpoolctl.threadpool_limits(1)``, or ``OPENBLAS_NUM_THREADS=1`` in the environment, is
    respected.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from nnlib import Split
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
    for part in ("train", "dev"):
        check_type(f"data.{part}", getattr(data, part, None), Split)
        labels = getattr(data, part).labels
        check_labels(f"data.{part}.labels", labels, len(labels), network.sizes[-1])
    optimizer = recipe.build_optimizer() if optimizer is None else optimizer
    schedule = SCHEDULES[recipe.schedule]
    history = History() if history is None else history
    images, labels = _training_set(data.train, recipe)
    if not history:
        network.learn_normalisation(images[: len(data.train)])
    none = np.flatnonzero(labels == NO_DIGIT)

    if recipe.distortion is not None:
        # Distorting takes as long as training on the result: the two processor cores share it.
        ahead = _one_ahead

        def look(batch):
            return network.normalise(distort(images[batch], rng, recipe.distortion))

    else:
        ahead = map
        if recipe.batch_size is None:
            look = network.normalise(images).__getitem__
        else:

            def look(batch):
                return network.normalise(images[batch])

    threads = threadpool_limits(_blas_threads(recipe), user_api="blas")
    bar = _progress_bar(recipe, len(history), disable=not progress)
    try:
        for epoch in range(len(history), recipe.epochs):
            start = time.perf_counter()
            total_loss = correct = 0.0
            labels[none] = rng.integers(0, network.sizes[-1], len(none))
            plan = list(batches(len(labels), recipe.batch_size, rng))
            for i, (batch, x) in enumerate(zip(plan, ahead(look, plan), strict=True)):
                progress_so_far = (epoch + i / len(plan)) / recipe.epochs
                optimizer.learning_rate = recipe.learning_rate * schedule(progress_so_far)
                y = labels[batch]
                loss = network.loss_and_gradient(x, y, recipe.l2)
                optimizer.step(network.parameters, network.gradients)
                total_loss += loss * len(y)
                correct += np.count_nonzero(network.loss.probabilities.argmax(axis=1) == y)
            try:
                # the last step of an epoch may do what no loss of it has seen
                dev = evaluate(network, data.dev) if np.isfinite(total_loss) else None
            except FloatingPointError:
                dev, total_loss = None, np.nan
            if dev is None:
                raise FloatingPointError(
                    f"The loss became {total_loss} in epoch {epoch + 1} at learning rate "
                    f"{recipe.learning_rate}. Try a smaller one, such as "
                    f"{recipe.learning_rate / 10:g}."
                )
            history.train_loss.append(total_loss / len(labels))
            history.train_accuracy.append(correct / len(labels))
            history.dev_loss.append(dev.loss)
            history.dev_accuracy.append(dev.accuracy)
            history.seconds.append(time.perf_counter() - start)
            bar.set_postfix_str(f"dev {dev.accuracy:.2%}", refresh=False)
            bar.update()
            if callback is not None and callback(network, history):
                break
    except KeyboardInterrupt:
        history.interrupted = True
    finally:
        bar.close()
        threads.restore_original_limits()
    return history


def _training_set(train: Split, recipe: Recipe) -> tuple[np.ndarray, np.ndarray]:
    """MNIST's images as rows, and what the synthetic pen adds to them if the recipe says so."""
    pen = np.random.default_rng(DRAWINGS_SEED)
    drawn, digits = drawn_images(recipe.drawings, pen)
    others = other_images(recipe.others, pen)
    images = np.concatenate([train.images, drawn, others])
    labels = np.concatenate([train.labels, digits, np.full(len(others), NO_DIGIT)])
    return images.reshape(len(images), -1), labels


def _blas_threads(recipe: Recipe) -> int:
    """How many threads multiply: two at most, and one while another distorts."""
    allowed = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return 1 if recipe.distortion is not None else min([2, *allowed])


def _one_ahead(function: Callable, arguments: Sequence) -> Iterator:
    """``map(function, arguments)``, each call made by a second thread while the last is in use.

    Only that thread calls `function`, in order, so it may draw random numbers.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        following = thread.submit(function, arguments[0])
        for argument in arguments[1:]:
            current, following = following, thread.submit(function, argument)
            yield current.result()
        yield following.result()


def _progress_bar(recipe: Recipe, done: int, disable: bool):
    from tqdm.auto import tqdm  # slow to import, and only needed here

    return tqdm(total=recipe.epochs, initial=done, desc=recipe.name, unit="epoch", disable=disable)
