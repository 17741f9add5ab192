"""Training: recipes as data, the loop that follows one, and the measurement of what came out."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from .arguments import check_count, check_generator, check_labels, check_number, check_type, refusal
from .calibration import REFUSED, familiarity, fit_temperature
from .data import MNIST, Split, batches
from .images.augment import Distortion, distort
from .images.handwriting import drawn_images, other_images
from .images.strokes import strokes_to_image
from .network import Network
from .optimizers import SCHEDULES, Adam, GradientDescent, Momentum, RMSProp

Optimizer = GradientDescent | Momentum | RMSProp | Adam
OPTIMIZERS = {
    "gradient descent": GradientDescent,
    "momentum": Momentum,
    "rmsprop": RMSProp,
    "adam": Adam,
}

# The synthetic pen's drawings are a data set like MNIST: the same ones whatever the run's seed.
DRAWINGS_SEED = 2003
NO_DIGIT = -1  # the label of what has no right answer


@dataclass(frozen=True)
class Recipe:
    """Everything that decides how a network is trained, but for the seed.

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
        How many letters, scribbles and the like are added. They have no right answer and get a
        random one in each epoch, so that all the network can learn of them is to be unsure
        (outlier exposure, Hendrycks et al. 2019).
    distortion : Distortion or None
        How every image is distorted, anew each time it is used; see `nnlib.images.augment`.
    calibrated : bool
        Whether `calibrate` follows the training.

    Raises
    ------
    ValueError
        If a field is out of its range or none of the choices.

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
    distortion: Distortion | None = None
    calibrated: bool = False

    def __post_init__(self):
        known = {"initialisation": ("zeros", "he"), "optimizer": OPTIMIZERS, "schedule": SCHEDULES}
        for name, choices in known.items():
            value = getattr(self, name)
            if value not in choices:
                raise refusal(name, repr(value), f"one of {', '.join(choices)}")
        check_number("learning_rate", self.learning_rate, 0, least=False)
        check_number("l2", self.l2, 0)
        check_count("epochs", self.epochs)
        if self.batch_size is not None:
            check_count("batch_size", self.batch_size)
        check_count("drawings", self.drawings, 0)
        check_count("others", self.others, 0)
        if self.distortion is not None:
            check_type("distortion", self.distortion, Distortion)

    def build_network(self, rng: np.random.Generator, dtype=np.float32) -> Network:
        """A fresh network of these sizes."""
        return Network(self.sizes, rng if self.initialisation == "he" else None, dtype)

    def build_optimizer(self) -> Optimizer:
        """A fresh optimizer at this learning rate."""
        return OPTIMIZERS[self.optimizer](self.learning_rate)


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
    "robust": Recipe(
        name="robust",
        sizes=(784, 256, 128, 10),
        initialisation="he",
        optimizer="adam",
        learning_rate=2e-3,
        schedule="cosine",
        batch_size=256,
        l2=0.0,
        epochs=800,
        drawings=25_000,
        others=5_000,
        distortion=Distortion(),
        calibrated=True,
    ),
}


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


@dataclass(frozen=True)
class Evaluation:
    """How a network does on a set.

    Attributes
    ----------
    loss : float
        Mean cross-entropy in nats.
    confusion : ndarray of int, shape (K, K)
        ``confusion[i, j]`` counts the digits i that were read as j.
    probabilities : ndarray, shape (N, K)
        The network's answers, in the set's order.

    Examples
    --------
    >>> confusion = np.array([[8, 2], [1, 9]])
    >>> result = Evaluation(loss=0.4, confusion=confusion, probabilities=np.eye(2))
    >>> result.accuracy
    0.85
    >>> result.commonest_confusions(1)  # a 0 was read as a 1, twice
    [(0, 1, 2)]
    """

    loss: float
    confusion: np.ndarray
    probabilities: np.ndarray

    @property
    def accuracy(self) -> float:
        """The share read correctly, 0 to 1."""
        return float(np.trace(self.confusion) / self.confusion.sum())

    @property
    def predictions(self) -> np.ndarray:
        """The most probable digit of each sample, shape (N,)."""
        return self.probabilities.argmax(axis=1)

    def commonest_confusions(self, count: int = 5) -> list[tuple[int, int, int]]:
        """The most frequent errors as (digit, read as, how often), commonest first."""
        errors = self.confusion.copy()
        np.fill_diagonal(errors, 0)
        worst = np.argsort(-errors, axis=None, kind="stable")[:count]
        pairs = zip(*np.unravel_index(worst, errors.shape), strict=True)
        return [(int(i), int(j), int(errors[i, j])) for i, j in pairs if errors[i, j]]


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


def calibrate(network: Network, dev: Split) -> None:
    """Set the network's `temperature` and `known_above` from images it was not trained on.

    Afterwards its probabilities are those with which it is right, and one in a hundred of these
    images is refused; see `nnlib.calibration`.

    Parameters
    ----------
    network : Network
        Changed in place.
    dev : Split

    Raises
    ------
    ValueError
        If the images do not fit the network.

    Examples
    --------
    >>> from nnlib import Split
    >>> rng = np.random.default_rng(0)
    >>> images = rng.integers(0, 256, (200, 28, 28)).astype(np.uint8)
    >>> network = Network((784, 10), rng)
    >>> calibrate(network, Split(images, rng.integers(0, 10, 200)))
    >>> network.temperature > 1  # it had opinions without having learnt anything
    True
    """
    check_type("network", network, Network)
    check_type("dev", dev, Split)
    logits = network.logits(dev.images)
    network.temperature = fit_temperature(logits, dev.labels)
    network.known_above = float(np.quantile(familiarity(logits), REFUSED))


def evaluate(network: Network, split: Split) -> Evaluation:
    """Measure a network on a split, image by image as `Network.predict` sees them.

    Parameters
    ----------
    network : Network
    split : Split
        N images, and which of the K digits each one is.

    Returns
    -------
    Evaluation

    Raises
    ------
    ValueError
        If the images do not fit the network.

    Examples
    --------
    >>> from nnlib import Split
    >>> split = Split(np.zeros((4, 28, 28), np.uint8), np.array([0, 0, 0, 1]))
    >>> result = evaluate(Network((784, 10)), split)  # all zero: it knows nothing, and says 0
    >>> result.accuracy, round(result.loss, 3)
    (0.75, 2.303)
    """
    check_type("network", network, Network)
    check_type("split", split, Split)
    check_labels("split.labels", split.labels, len(split), network.sizes[-1])
    return _score(network.predict(split.images), split.labels)


def evaluate_drawings(
    network: Network, drawings: Sequence[tuple[int, Sequence[np.ndarray]]]
) -> Evaluation:
    """Measure a network on pen drawings, each on the same road as one on the drawing pad.

    Parameters
    ----------
    network : Network
    drawings : sequence of (label, strokes)
        As `nnlib.images.strokes.read_unipen` gives them.

    Returns
    -------
    Evaluation

    Raises
    ------
    ValueError
        If there is no drawing, or one is not such; a `DrawingError` if its strokes are not.

    Examples
    --------
    >>> drawings = [(1, [np.array([(50, 10), (50, 90)])]), (0, [np.array([(0, 0), (9, 9)])])]
    >>> evaluate_drawings(Network((784, 10)), drawings).accuracy  # all zero: it always says 0
    0.5
    """
    check_type("network", network, Network)
    try:
        labels = [label for label, _ in drawings]
    except (TypeError, ValueError):
        raise refusal("drawings", type(drawings).__name__, "pairs of (label, strokes)") from None
    check_labels("drawings", labels, len(labels), network.sizes[-1])
    images = np.stack([strokes_to_image(strokes) for _, strokes in drawings])
    return _score(network.predict(images), np.array(labels))


def _score(probabilities: np.ndarray, labels: np.ndarray) -> Evaluation:
    k = probabilities.shape[1]
    right = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    tiny = np.finfo(probabilities.dtype).tiny  # a probability that rounded to 0 costs 87 nats
    confusion = np.bincount(labels * k + probabilities.argmax(axis=1), minlength=k * k)
    return Evaluation(
        loss=float(-np.mean(np.log(np.maximum(right, tiny)))),
        confusion=confusion.reshape(k, k),
        probabilities=probabilities,
    )


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
