"""Many training runs side by side: what has finished is on file, and is not run again."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from .arguments import refusal
from .data import load_mnist
from .files import write_atomically
from .recipes import RECIPES, Recipe
from .training import fit
from .workers import add_options, at_least, cluster, needed

load_once = cache(load_mnist)  # once a process, however many runs it is given


@dataclass(frozen=True)
class Job:
    """One run: a recipe, and the seed of its random numbers."""

    recipe: Recipe
    seed: int

    @property
    def key(self) -> str:
        """What tells it from every other job, in words that last."""
        return json.dumps([asdict(self.recipe), self.seed], sort_keys=True)


def train(job: Job) -> dict:
    """The scores after training; what diverges has its sentence, for it would do so again."""
    data, rng = load_once(), np.random.default_rng(job.seed)
    try:
        with np.errstate(all="ignore"):
            history = fit(job.recipe.build_network(rng), data, job.recipe, rng, progress=False)
    except FloatingPointError as error:
        return {"dev_accuracy": None, "diverged": str(error)}
    last = {name: values[-1] for name, values in vars(history).items() if values}
    return last | {"seconds": round(sum(history.seconds), 1)}


def sweep(
    jobs: Sequence[Job],
    results: Path,
    n_workers: int = 2,
    scheduler: str | None = None,
    run: Callable[[Job], dict] = train,
    report: Callable[[Job, dict | str], object] = lambda job, outcome: None,
) -> tuple[dict[str, dict], dict[str, str]]:
    """Run all jobs that `results` does not have, so many at a time, and keep what comes out.

    Parameters
    ----------
    jobs : sequence of Job
    results : path
        A line of JSON for each finished job; written anew, whole, after each one.
    n_workers : int
        How many processes, each on one core.
    scheduler : str, optional
        The address of a Dask cluster, such as ``tcp://192.168.0.1:8786``, to run on instead.
    run : callable
        Takes a job and returns its row, in a worker.
    report : callable
        Called with each job and its row, or why there is none, as they come.

    Returns
    -------
    found, failed : dict
        Job's key → row, and → the reason why there is none: an error, or a process that was killed.
    """
    joblib = needed("joblib", "joblib")
    found, failed = read_results(results), {}
    waiting = {job.key: job for job in jobs if job.key not in found}
    alone = 0  # so many of the next jobs are suspected of having killed their process
    with ExitStack() as stack:
        lost: tuple = (joblib.externals.loky.process_executor.TerminatedWorkerError,)
        if scheduler is not None:
            stack.enter_context(cluster(n_workers, scheduler))
            stack.enter_context(joblib.parallel_config(backend="dask"))
            lost += (needed("distributed", "Dask").KilledWorker,)
        while waiting:
            group = list(waiting.values())[: 1 if alone else None]
            side_by_side = joblib.Parallel(
                n_workers, return_as="generator_unordered", batch_size=1, pre_dispatch="n_jobs"
            )
            outcomes = side_by_side(joblib.delayed(attempt)(run, job) for job in group)
            try:
                for job, outcome in outcomes:
                    del waiting[job.key]
                    if isinstance(outcome, dict):
                        found[job.key] = json.loads(json.dumps({**asdict(job), **outcome}))
                        write_results(results, found)
                    else:
                        failed[job.key] = outcome
                    report(job, outcome)
                alone = max(alone - 1, 0)
            except lost:
                # One process was killed, and the others with it. It had one of the first jobs that
                # wait: each of these gets a process to itself, and is given up if that dies too.
                if alone:
                    del waiting[group[0].key]
                    failed[group[0].key] = "its process was killed"
                    report(group[0], failed[group[0].key])
                alone = alone - 1 if alone else n_workers
    return found, failed


def attempt(run: Callable[[Job], dict], job: Job) -> tuple[Job, dict | str]:
    """Run a job on one core of a worker; an error comes back in words."""
    try:
        with threadpool_limits(1, user_api="blas"):
            return job, run(job)
    except Exception as error:  # the other jobs go on
        return job, f"{type(error).__name__}: {error}"


def read_results(path: Path) -> dict[str, dict]:
    """What has finished, by the job's key; nothing, if there is no such file."""
    rows = map(json.loads, path.read_text("utf-8").splitlines()) if path.exists() else ()
    return {json.dumps([row["recipe"], row["seed"]], sort_keys=True): row for row in rows}


def write_results(path: Path, found: dict[str, dict]) -> None:
    """A line for each finished job; the file is whole at any time."""
    lines = "".join(f"{json.dumps(row)}\n" for row in found.values())
    write_atomically(path, lines.encode("utf-8"))


def command(options: argparse.Namespace) -> int:
    """``python -m nnlib sweep``: run all combinations, print their table; 1 if a run is missing."""
    try:
        variants = combinations(RECIPES[options.recipe], options.tries)
    except ValueError as error:
        print(f"nnlib: {error}", file=sys.stderr)
        return 1
    jobs = {name: [Job(r, seed) for seed in range(options.seeds)] for name, r in variants.items()}
    names = {job.key: f"{name}, seed {job.seed}" for name in jobs for job in jobs[name]}

    def report(job: Job, outcome: dict | str) -> None:
        said = outcome if isinstance(outcome, str) else outcome.get("diverged")
        print(names[job.key], said or f"dev {outcome['dev_accuracy']:.2%}", sep="  ", flush=True)

    options.results.parent.mkdir(parents=True, exist_ok=True)
    kept = names.keys() & read_results(options.results).keys()
    print(f"{len(names)} runs, of which {options.results} has {len(kept)}", flush=True)
    every = [job for group in jobs.values() for job in group]
    found, failed = sweep(every, options.results, options.workers, options.scheduler, report=report)
    print(table({name: [found.get(job.key) for job in group] for name, group in jobs.items()}))
    for key, reason in failed.items():
        print(f"missing: {names[key]}: {reason}")
    return 1 if failed else 0


def add_command(commands) -> None:
    """Add ``sweep`` to the command line's parser."""
    parser = commands.add_parser("sweep", help="train many variants of a recipe side by side")
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument(
        "--try",
        dest="tries",
        nargs="+",
        action="append",
        default=[],
        metavar=("FIELD", "VALUE"),
        help="what to vary: --try learning_rate 0.001 0.002 --try batch_size 64 128",
    )
    parser.add_argument("--seeds", type=at_least(1), default=3, help="of each (default: 3)")
    parser.add_argument(
        "--results", type=Path, default=Path("sweep.jsonl"), metavar="FILE", help="kept, and read"
    )
    add_options(parser, workers=2)
    parser.set_defaults(run=command)


def combinations(recipe: Recipe, tries: Sequence[Sequence[str]]) -> dict[str, Recipe]:
    """The recipe with all combinations of the values tried: (field, value, value, …) each."""
    variants = {"": recipe}
    for field, *words in tries:
        if field not in vars(recipe):
            raise refusal("--try", repr(field), f"one of {', '.join(vars(recipe))}")
        if not words:
            raise refusal("--try", f"{field} alone", "values behind it")
        variants = {
            f"{name} {field} {word}".strip(): replace(variant, **{field: _value(word)})
            for name, variant in variants.items()
            for word in words
        }
    return variants


def _value(word: str) -> object:
    """0.1, null and [784, 10] as JSON has them; any other word is itself."""
    try:
        value = json.loads(word)
    except ValueError:
        return word
    return tuple(value) if isinstance(value, list) else value


def table(groups: dict[str, list[dict | None]]) -> str:
    """A line for each variant: its dev accuracy, mean ± standard deviation over the seeds."""
    width = max(map(len, groups))
    lines = [f"{'':{width}}  runs  dev (%)"]
    for name, rows in groups.items():
        there = [row["dev_accuracy"] for row in rows if row]
        scores = 100 * np.array([score for score in there if score is not None])
        mean = f"{scores.mean():.2f}" if len(scores) else "–"
        spread = f" ± {scores.std(ddof=1):.2f}" if len(scores) > 1 else ""
        lost = {"diverged": len(there) - len(scores), "missing": len(rows) - len(there)}
        notes = "".join(f", {n} {what}" for what, n in lost.items() if n)
        lines.append(f"{name:{width}}  {len(there):4}  {mean}{spread}{notes}")
    return "\n".join(lines)
