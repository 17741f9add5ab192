"""A training run that survives being killed: its state is on disk after every epoch."""

import glob
import json
import platform
from dataclasses import asdict
from pathlib import Path

import numpy as np

from .calibration import calibrate
from .checkpoint import Checkpoint, CheckpointError, load_checkpoint, save_checkpoint
from .data import MNIST
from .evaluation import evaluate
from .idx import DATA_SHA256
from .recipes import Recipe
from .sources import pen_version, real_digits
from .training import History, fit


class Run:
    """One run of a recipe, from its first random number to the finished weights file.

    Weights are complete or absent at `out`; a run under way keeps its state in the file
    `unfinished` beside it, with the history of the `saved` epochs. `seed` decides all randomness.
    """

    def __init__(self, recipe: Recipe, seed: int, out: Path):
        self.recipe, self.out = recipe, out
        self.unfinished = out.with_name(f"{out.stem}.resume.npz")
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
            self.optimizer.restore(stored.optimizer)
            self.rng.bit_generator.state = stored.record["rng"]
        except (KeyError, TypeError, ValueError) as error:
            raise CheckpointError(
                f"{path}: does not hold the state of a run under way ({error!r}). "
                "Delete it to start anew."
            ) from None
        self.network, self.saved = stored.network, len(self.history)

    def set_aside(self) -> Path:
        """Rename another run's state, so that this one may begin; returns its new name."""
        aside = self.out.with_name(f"{self.out.stem}.resume.old.npz")
        self.unfinished.replace(aside)
        return aside

    def train(self, data: MNIST, report, progress: bool) -> None:
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
        for name in (self.unfinished.name, self.out.name):
            for part in self.out.parent.glob(f"{glob.escape(name)}*.tmp"):
                part.unlink(missing_ok=True)  # a killed run may have left it half-written
        self.unfinished.unlink(missing_ok=True)
        return results
