"""One training run on many processes: each batch is cut into shares, and gradients are added up.

The engine is Dask's. `fit` stays as it is: it is given a network whose gradient comes from the
workers, and a feed that brings the numbers of a batch's rows, as the images are with the workers.
"""

import argparse
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from types import ModuleType

import numpy as np
from threadpoolctl import ThreadpoolController

from .arguments import check_count
from .data import MNIST
from .feeding import Feed
from .images.augment import Distortion, distort
from .network import Network
from .runs import Run

ATTEMPTS = 5  # at one step, before a run gives up: workers come and go, but not that often
PATIENCE = 10  # seconds to wait for workers that were lost: most are soon started again


class Share:
    """What a worker holds for as long as a run lasts: the images, and a network to ask."""

    def __init__(self, images: np.ndarray, sizes, dtype, activation, state: dict):
        self.images = images
        self.network = Network(sizes, dtype=dtype, activation=activation)
        self.network.restore(state)  # its normalisation stays; the parameters come anew each time
        self.one_thread = ThreadpoolController().limit  # the other cores have workers of their own

    def gradient(
        self, parameters: np.ndarray, x: tuple, labels: np.ndarray, l2: float
    ) -> tuple[float, np.ndarray, np.ndarray]:
        """The loss, gradient and probabilities of the images in rows, distorted with this seed."""
        rows, distortion, seed = x
        network, images = self.network, self.images[rows]
        network.parameters[:] = parameters
        if distortion is not None:
            images = distort(images, np.random.default_rng(seed), distortion)
        with self.one_thread(limits=1, user_api="blas"):
            loss = network.loss_and_gradient(network.normalise(images), labels, l2)
        return loss, network.gradients.copy(), network.loss.probabilities


class SharedNetwork(Network):
    """A network whose batches are cut into shares, a worker's part each.

    Parameters
    ----------
    network : Network
        What it starts from, and a copy of.
    feed : RowFeed
        Its images are sent to the workers, once.
    client : dask.distributed.Client
    n_shares : int
        Into how many shares a batch is cut. It decides the result's last bits; how many workers
        compute them, and which, does not.
    """

    def __init__(self, network: Network, feed: "RowFeed", client, n_shares: int):
        check_count("n_shares", n_shares)
        super().__init__(
            network.sizes, dtype=network.parameters.dtype, activation=network.activation
        )
        self.restore(network.state())
        self.feed, self.client, self.n_shares = feed, client, n_shares
        self.team: list = []  # a `Share` on each worker
        self.n_workers = 1  # that there have been, and are waited for

    def loss_and_gradient(self, x, labels: np.ndarray, l2: float = 0.0) -> float:
        """As of a `Network`, but `x` is the batch's row numbers, distortion and seed."""
        rows, distortion, seed = x
        shares = [part for part in np.array_split(np.arange(len(rows)), self.n_shares) if len(part)]
        tasks = [
            (self.parameters, (rows[s], distortion, (seed, k)), labels[s], l2)
            for k, s in enumerate(shares)
        ]
        losses, gradients, probabilities = zip(*self.map(tasks), strict=True)
        weights = [len(share) / len(rows) for share in shares]
        # reduce: a batch's mean is the weighted mean of its shares' means
        self.gradients[:] = sum(w * g for w, g in zip(weights, gradients, strict=True))
        self.loss.probabilities = np.concatenate(probabilities)
        return sum(w * loss for w, loss in zip(weights, losses, strict=True))

    def map(self, tasks: list[tuple]) -> list[tuple]:
        """`Share.gradient` of each task; what a lost worker had is done again by the others."""
        for _ in range(ATTEMPTS):
            try:
                self.team = self.team or self.hire()
                futures = [
                    self.team[k % len(self.team)].gradient(*task) for k, task in enumerate(tasks)
                ]
                return [future.result() for future in futures]
            except (OSError, RuntimeError) as error:  # of a connection; of a `Share` that is lost
                self.team, lost = [], error
        raise ConnectionError(
            f"The workers were lost {ATTEMPTS} times in a row ({lost}). The last epoch's state is "
            "on disk: start them again, and go on with --resume."
        )

    def hire(self) -> list:
        """Send the images to every worker there is, and leave a `Share` with each."""
        with suppress(TimeoutError):  # fewer will do
            self.client.wait_for_workers(self.n_workers, timeout=PATIENCE)
        addresses = list(self.client.ncores())
        if not addresses:
            raise ConnectionError(f"no worker within {PATIENCE} s")
        likeness = (self.sizes, self.parameters.dtype, self.activation, self.state())
        team = []
        for address in addresses:
            here = {"workers": [address]}
            images = self.client.scatter(self.feed.images, hash=False, **here)
            share = self.client.submit(Share, images, *likeness, actor=True, pure=False, **here)
            team.append(share)
        self.n_workers = max(self.n_workers, len(team))
        return [share.result(timeout=PATIENCE) for share in team]


class RowFeed(Feed):
    """Brings the numbers of each batch's rows, how to distort them, and a seed for that."""

    def _inputs(self, network, plan: Sequence, rng, distortion: Distortion | None) -> Iterator:
        every = np.arange(len(self.images))
        for rows in plan:
            seed = 0 if distortion is None else int(rng.integers(2**32))
            yield every[rows], distortion, seed


@contextmanager
def shared(
    run: Run, data: MNIST, n_workers: int | None, scheduler: str | None
) -> Iterator[RowFeed | None]:
    """Put a run's network on workers; yields the feed to train it with, None if none are wanted."""
    if n_workers is None and scheduler is None:
        yield None
        return
    with cluster(n_workers or 2, scheduler) as client:
        feed = RowFeed(data.train, run.recipe)
        run.network = SharedNetwork(run.network, feed, client, n_workers or 2)
        yield feed


@contextmanager
def cluster(n_workers: int, scheduler: str | None = None) -> Iterator:
    """A client of the Dask cluster at this address; without one, of so many processes here."""
    distributed = needed("distributed", "Dask")
    if scheduler is not None:
        with distributed.Client(scheduler, direct_to_workers=True) as client:
            yield client
        return
    with deaf():
        local = distributed.LocalCluster(
            n_workers=n_workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=":0",
            silence_logs="CRITICAL",  # that a worker was lost and replaced
        )
    with local, distributed.Client(local, direct_to_workers=True) as client:
        yield client


@contextmanager
def deaf() -> Iterator[None]:
    """What is started meanwhile does not hear Ctrl-C: that is for this process, which ends it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def needed(package: str, name: str) -> ModuleType:
    """Import an optional package; a missing one is an ImportError that says what to install."""
    try:
        return import_module(package)
    except ModuleNotFoundError:
        raise ImportError(f"this needs {name}: pip install 'nnlib[cluster]'.") from None


def add_options(command: argparse.ArgumentParser, workers: int | None = None) -> None:
    """The options of a command that may run in many processes."""
    command.add_argument("--workers", type=at_least(1), default=workers, help="how many processes")
    command.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a Dask cluster: tcp://HOST:8786"
    )


def at_least(smallest: int) -> Callable[[str], int]:
    """What an option's text is made into: a whole number of at least so many."""

    def integer(text: str) -> int:
        if int(text) < smallest:
            raise argparse.ArgumentTypeError(f"got {text}, want {smallest} or more")
        return int(text)

    return integer
