"""Train the mlp recipe at many learning rates, and write notebooks/tuning.csv.

    python tools/tuning.py [tcp://SCHEDULER:8786]

Three seeds each, two runs side by side, a thread each: about an hour on two cores. With the address
of a Dask cluster, it runs there. What has finished is in build/tuning.jsonl: started again after an
interrupt, or for a run that failed, it does only what is missing. A run that diverges is stored as
NaN.
"""

import sys
from collections.abc import Iterator

from nnlib.course.ch3.tuning import FIELDS, RUNS, TABLE
from nnlib.course.tables import write_table
from nnlib.files import ROOT
from nnlib.sweep import Job, sweep

SEEDS = (0, 1, 2)
RESULTS = ROOT / "build" / "tuning.jsonl"


def rows(found: dict[str, dict]) -> Iterator[tuple]:
    """A row of the table for each run and seed; a recipe that comes up twice was trained once."""
    for run in RUNS:
        for seed in SEEDS:
            accuracy = found[Job(run.recipe, seed).key]["dev_accuracy"]
            accuracy = float("nan") if accuracy is None else accuracy
            yield run.question, run.variant, run.recipe.learning_rate, seed, accuracy


def main() -> int:
    """Train all runs and write the table; 1 if one is missing."""
    RESULTS.parent.mkdir(exist_ok=True)
    jobs = list(dict.fromkeys(Job(run.recipe, seed) for run in RUNS for seed in SEEDS))
    scheduler = sys.argv[1] if len(sys.argv) > 1 else None
    found, failed = sweep(jobs, RESULTS, scheduler=scheduler, report=print)
    if failed:
        print(f"{len(failed)} runs are missing; start again to run only these", *failed.values())
        return 1
    write_table(TABLE, FIELDS, rows(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
