"""The command line: ``python -m nnlib train``, ``sweep``, ``evaluate``, ``replay``, ``draw``."""

import argparse
import io
import json
import os
import signal
import subprocess
import sys
import warnings
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from . import report
from .arguments import Refusal
from .checkpoint import CheckpointError, load_checkpoint, load_network
from .data import load_mnist
from .evaluation import evaluate, evaluate_drawings
from .files import ROOT
from .images.drawings import read_drawings
from .images.strokes import SIDE
from .images.views import VIEWS
from .recipes import RECIPES
from .runs import Run
from .sweep import add_command
from .training import History
from .workers import add_options, at_least, shared

DEFAULT_WEIGHTS = "weights/robust.npz"
INTERRUPTED = 130  # what a shell reports for Ctrl-C


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, or 1 with a sentence on stderr."""
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115 (its caller has closed it)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # not every console has an arrow
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (Refusal, FloatingPointError, OSError, ImportError) as error:
        print(f"nnlib: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nnnlib: interrupted.", file=sys.stderr)
        return INTERRUPTED


def train(options: argparse.Namespace) -> int:
    """Train a recipe, measure the result, and write its weights."""
    recipe = RECIPES[options.recipe]
    if options.epochs is not None:
        recipe = replace(recipe, epochs=options.epochs)
    out = ROOT / "weights" / f"{recipe.name}.npz" if options.out is None else options.out
    run = Run(recipe, options.seed, out)
    with run.alone():
        return _train(run, options)


def _train(run: Run, options: argparse.Namespace) -> int:
    recipe, resume = run.recipe, options.resume
    if resume and run.unfinished.exists():
        run.resume()
        print(f"Resuming after epoch {run.saved} of {recipe.epochs}.")
    elif resume:
        print(f"Nothing to resume, there is no {run.unfinished}: starting anew.")
    elif run.unfinished.exists():
        aside = run.set_aside()
        print(f"Starting anew without --resume. An unfinished run was there: it is now {aside}.")

    data = load_mnist()
    print(f"{recipe}\n{run.network!r}, seed {run.record['seed']}", flush=True)
    with shared(run, data, options.workers, options.scheduler) as feed:
        run.train(data, _print_epoch, progress=sys.stderr.isatty(), feed=feed)
    if run.history.interrupted:
        kept = f"after epoch {run.saved}, which is in {run.unfinished}: go on with --resume"
        kept = kept if run.saved else "in the first epoch: nothing is saved"
        print(f"\nInterrupted {kept}.", file=sys.stderr)
        return INTERRUPTED

    results = run.finish(data)
    print(f"Trained in {sum(run.history.seconds):.1f} s.", end=" ")
    print("  ".join(f"{name.removesuffix('_accuracy')} {a:.2%}" for name, a in results.items()))
    print(f"Wrote {run.out}")
    return 0


def _print_epoch(history: History) -> None:
    print(
        f"epoch {len(history):4d}  loss {history.train_loss[-1]:.4f}  "
        f"train {history.train_accuracy[-1]:.2%}  dev {history.dev_accuracy[-1]:.2%}  "
        f"{history.seconds[-1]:.2f} s",
        flush=True,
    )


def evaluate_command(options: argparse.Namespace) -> int:
    """Measure a weights file on MNIST, and on pen drawings if there are any."""
    checkpoint = load_checkpoint(options.weights)
    network = checkpoint.network
    if (network.sizes[0], network.sizes[-1]) != (SIDE * SIDE, 10):
        want = f"{SIDE * SIDE} inputs and 10 outputs"
        raise CheckpointError(f"{options.weights}: got {network!r}, want {want}.")
    data = load_mnist()
    test, dev = evaluate(network, data.test), evaluate(network, data.dev)
    drawings = read_drawings(options.drawings) if options.drawings else None
    drawn = evaluate_drawings(network, drawings, views=True) if drawings else None  # as the pad

    if options.json:
        result = {
            "weights": str(options.weights),
            "parameters": len(network.parameters),
            "test_accuracy": test.accuracy,
            "dev_accuracy": dev.accuracy,
        }
        if drawn is not None:
            result |= {
                "drawings": len(drawings),
                "drawings_accuracy": drawn.accuracy,
                "drawings_refused": report.refused(network, drawings),
            }
        print(json.dumps(result))
        return 0

    print(f"{options.weights}: {network!r}")
    parts = {"train": evaluate(network, data.train), "dev": dev, "test": test}
    for part, measured in parts.items():
        recorded = checkpoint.record.get(f"{part}_accuracy")
        known = isinstance(recorded, float)
        note = f"   (recorded when trained: {recorded:.2%})" if known else ""
        print(f"{part:5}  {measured.accuracy:7.2%}{note}")
    for part in ("dev", "test"):
        often = evaluate(network, getattr(data, part), views=True)
        print(f"{part:5}  {often.accuracy:7.2%}   each image looked at {len(VIEWS)} times")
    if network.familiarity_threshold > -np.inf:
        report.print_calibration(network, data.test, test)
    report.print_details("test set", test)
    if drawn is not None:
        read = f"{len(drawings):,} drawings, {drawn.accuracy:.2%} read correctly"
        print(f"\n{options.drawings}: {read}")
        report.print_writers(drawings, drawn)
        report.print_details("drawings", drawn)
        if network.familiarity_threshold > -np.inf:
            print(f"{report.refused(network, drawings):.2%} of the drawings refused as no digit")
    return 0


def replay_command(options: argparse.Namespace) -> int:
    """Let old and new weights read the same drawings, and list what has changed."""
    from .app.replay import replay  # training needs nothing of the app

    old, new = (load_network(path) for path in (options.old, options.new))
    print(replay(old, new, read_drawings(options.drawings)))
    return 0


def draw(_: argparse.Namespace) -> int:
    """Open the drawing notebook as an app in the browser."""
    if find_spec("voila") is None:
        print('nnlib: the app needs Voilà: pip install "nnlib[app]"', file=sys.stderr)
        return 1
    from .app.serve import app_command  # training needs nothing of the app

    command, environment = app_command()
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nnlib", description="Train, measure and use a digit classifier."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("train", help="train a recipe and write its weights")
    command.add_argument("recipe", choices=RECIPES)
    command.add_argument(
        "--seed", type=at_least(0), default=0, help="of all randomness (default: 0)"
    )
    command.add_argument("--epochs", type=at_least(1), help="instead of the recipe's")
    command.add_argument("--out", type=Path, metavar="FILE", help="default: weights/RECIPE.npz")
    command.add_argument(
        "--resume", action="store_true", help="go on where an interrupted run stopped"
    )
    add_options(command)
    command.set_defaults(run=train)
    add_command(commands)

    command = commands.add_parser("evaluate", help="measure a weights file")
    command.add_argument("weights", nargs="?", default=DEFAULT_WEIGHTS)
    command.add_argument(
        "--drawings", metavar="FILE", help="UNIPEN text or the pad's JSON lines, plain or .gz"
    )
    command.add_argument("--json", action="store_true", help="one JSON object, nothing else")
    command.set_defaults(run=evaluate_command)

    command = commands.add_parser(
        "replay", help="what new weights read otherwise than old ones, drawing by drawing"
    )
    command.add_argument("old", metavar="OLD", help="a weights file, such as weights/robust.npz")
    command.add_argument("new", metavar="NEW", help="another one")
    command.add_argument(
        "drawings", metavar="FILE", help="drawings, such as the pad's data/corrections.jsonl"
    )
    command.set_defaults(run=replay_command)

    command = commands.add_parser("draw", help="open the drawing pad in the browser")
    command.set_defaults(run=draw)
    return parser


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:  # see `nnlib/__init__.py`
        signal.signal(signal.SIGINT, signal.default_int_handler)
    warnings.formatwarning = lambda message, *_: f"nnlib: {message}\n"
    sys.exit(main())
