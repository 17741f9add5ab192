"""The clock: tasks in turn, short calls many times, and a line of the table for what came out."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import report


def alternate(tasks: dict[str, Callable], rounds: int) -> dict[str, list[float]]:
    """Run the tasks in turn, so that a disturbance meets all of them; seconds of each run."""
    seconds = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            start = time.perf_counter()
            own = task()  # a worker holds the clock itself
            elapsed = time.perf_counter() - start
            seconds[name].append(own if isinstance(own, float) else elapsed)
    return seconds


def in_fresh_process(arguments: list[str]) -> tuple[float, str]:
    """Start a Python; the seconds from start to end, and what it printed."""
    start = time.perf_counter()
    result = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )
    return time.perf_counter() - start, result.stdout


def repeated(task: Callable, times: int) -> Callable:
    """A task that is the median of many short calls."""

    def median() -> float:
        seconds = []
        for _ in range(times):
            start = time.perf_counter()
            task()
            seconds.append(time.perf_counter() - start)
        return statistics.median(seconds)

    return median


def row(what: str, unit: str, ours: list[float], goal=None, peer=None, theirs=None, **more) -> dict:
    """One line of the table; a goal is a ratio if there is a peer, and a limit in `unit` if not."""
    scale = {"s": 1, "ms": 1e3, "µs": 1e6, "MB": 1}[unit]
    line = {"what": what, "unit": unit, "ours": scale * statistics.median(ours)}
    value = line["ours"]
    if peer is not None:
        line |= {"peer": peer, "theirs": scale * statistics.median(theirs)}
        # round by round: the two of a round shared what else the machine was doing
        value = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        line["ratio"] = value
    if goal is not None:
        line |= {"goal": goal, "met": value <= goal}
    print("  " + report.line(line), flush=True)
    return line | {"runs": len(ours)} | more
