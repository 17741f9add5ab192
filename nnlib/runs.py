"""A training run that survives being killed: its state is on disk after every epoch."""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

import numpy as np

from .calibration import calibrate
from .checkpoint import Checkpoint, CheckpointError, load_checkpoint, save_checkpoint
from .data import MNIST
from .evaluation import evaluate
from .feeding import Feed
from .files import locked, replaceable
from .idx import DATA_SHA256
from .recipes import Recipe
from .sources import pen_version, real_digits
from .training import History, fit


def check_history(history: History, most: int) -> int:
    """The epochs of a run's record; a ValueError if it is none of 1 to `most`."""
    columns = [column for name, column in vars(history).items() if name != "interrupted"]
    whole = all(isinstance(column, list) and len(column) == len(history) for column in columns)
    if not whole or not all(isinstance(value, float) for column in columns for value in column):
        raise ValueError("its history is not made of numbers, one an epoch in each column")
    if not 1 <= len(history) <= most:
        raise ValueError(f"its history is not one of 1 to {most} epochs")
    return len(history)


class Run:
    """One run of a recipe, from its first random number to the finished weights file.

    Weights are complete or absent at `out`; a run under way keeps its state in the file
    `unfinished` beside it, with the history of the `saved` epochs. `seed` decides all randomness.
    """

    def __init__(self, recipe: Recipe, seed: int, out: Path):
        self.recipe, self.out = recipe, out
        replaceable(out)
        named = out.suffix == ".npz"
        self.unfinished = out.with_name(f"{out.stem}.resume.npz" if named else f"{out.name}.resume")
        self.rng = np.random.default_rng(seed)
        self.network = recipe.build_network(self.rng)
        self.optimizer = recipe.build_optimizer()
        self.history, self.saved = History(), 0
        self.record = {
            "recipe": json.loads(json.dumps(asdict(recipe))),
            "seed": seed,
            "data_sha256": DATA_SHA256,
            "pen_sha256": pen_version(),
            "numpy": np.__version__,
            "python": platform.python_version(),
        }

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other run from this one's files; a CheckpointError says that another does."""
        self.out.parent.mkdir(parents=True, exist_ok=True)
        path = self.out.with_name(f"{self.out.name}.lock")
        with path.open("ab") as file, ExitStack() as stack:
            try:
                stack.enter_context(locked(file, wait=False))
            except OSError:
                why = "another training is on its way to this file. Wait for it, or give another"
                raise CheckpointError(f"{self.out}: {why} --out.") from None
            if os.name != "nt":  # where no file is deleted that is open
                stack.callback(path.unlink, missing_ok=True)
            yield

    def resume(self) -> None:
        """Take up the run whose state is on disk; another's, or none, is a CheckpointError."""
        stored, path = load_checkpoint(self.unfinished), self.unfinished
        same = ("recipe", "seed", "data_sha256")
        if any(stored.record.get(key) != self.record[key] for key in same):
            raise CheckpointError(
                f"{path}: was begun with another recipe, seed or data set. "
                "Delete it, or give the same --epochs and --seed as before."
            )
        try:
            self.history = History(**stored.record["history"])
            self.saved = check_history(self.history, self.recipe.epochs)
            nets = (self.network, stored.network)
            if len({(net.sizes, net.activation, net.parameters.dtype) for net in nets}) > 1:
                raise ValueError(f"its network is another: {stored.network!r}")
            if any(np.min(stored.optimizer.get(name, 0)) < 0 for name in ("t", "v")):
                raise ValueError("its optimizer counts or squares below zero")
            self.network.restore(stored.network.state())
            self.optimizer.restore(stored.optimizer or dict.fromkeys(self.optimizer.remembered))
            self.rng.bit_generator.state = stored.record["rng"]
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise CheckpointError(
                f"{path}: does not hold the state of a run under way ({error!r}). "
                "Delete it to start anew."
            ) from None

    def set_aside(self) -> Path:
        """Rename another run's state, so that this one may begin; returns its new name."""
        aside = self.unfinished.with_stem(f"{self.unfinished.stem}.old")
        self.unfinished.replace(aside)
        return aside

    def train(self, data: MNIST, report, progress: bool, feed: Feed | None = None) -> None:
        """Train to the end, or to an interrupt; `report` is called after every epoch."""

        def report_and_save(network, history) -> None:
            report(history)
            state = {"history": history.as_dict(), "rng": self.rng.bit_generator.state}
            kept = Checkpoint(network, self.record | state, self.optimizer.state())
            save_checkpoint(self.unfinished, kept)
            self.saved = len(history)

        fit(
            self.network,
            data,
            self.recipe,
            self.rng,
            optimizer=self.optimizer,
            history=self.history,
            feed=feed,
            callback=report_and_save,
            progress=progress,
        )

    def finish(self, data: MNIST) -> dict[str, float]:
        """Calibrate, measure and write the weights; returns the accuracy of each part."""
        if self.recipe.calibrated:
            known = [data.dev, real_digits("dev")] if self.recipe.hands else [data.dev]
            calibrate(self.network, *known)
        results = {
            f"{part}_accuracy": evaluate(self.network, getattr(data, part)).accuracy
            for part in ("train", "dev", "test")
        }
        history = {"history": self.history.as_dict()}
        save_checkpoint(self.out, Checkpoint(self.network, self.record | results | history))
        self.unfinished.unlink(missing_ok=True)
        return results
