"""Damaged files by the thousand: every reader must refuse each one or read it rightly.

``python tools/fuzz.py`` is the recorded run; `tests/test_fuzz.py` takes a few hundred each time.
An input counts as survived only if the reader answered within `SECONDS`, took less than `BYTES`,
raised a documented error or gave the right result, and ran no code from the file.
"""

import argparse
import re
import signal
import sys
import tempfile
import time
import tracemalloc
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fuzzing import drawn, files, weights

SECONDS = 10.0
BYTES = 100_000_000
EVIL = {"pickle.find_class", "exec", "os.system", "subprocess.Popen", "socket.connect"}
# In this order: a target's number is part of what its inputs are drawn from.
TARGETS = {
    name: (files.TARGETS | weights.TARGETS | drawn.TARGETS)[name]
    for name in (
        "load_mnist",
        "load_network",
        "load_network, sums right",
        "read_unipen",
        "read_corrections",
        "strokes_to_image",
        "image_to_tensor",
        "load_network, odd values",
        "opened",
    )
}


class Hang(BaseException):
    """An input took too long. No reader's ``except Exception`` can hide it."""


_events: list[str] = []
_watching = False


def _watch(event, details):
    if not _watching or event not in EVIL:
        return
    if event == "exec" and getattr(details[0], "co_filename", "").startswith(
        ("<frozen", sys.prefix, sys.base_prefix)
    ):
        return  # a module of Python's or of a package, imported late
    _events.append(event)


sys.addaudithook(_watch)


@dataclass
class Outcome:
    """What became of one target's inputs."""

    read: int = 0
    refused: int = 0
    slowest: float = 0.0  # seconds
    largest: int = 0  # bytes
    failures: tuple[str, ...] = ()


def fuzz(name: str, inputs: int, seed: int, folder: Path) -> Outcome:
    """Give a target so many damaged inputs; input i of a seed is always the same."""
    global _watching
    target, outcome = TARGETS[name], Outcome()
    number = list(TARGETS).index(name)

    def hang(*_):
        raise Hang(f"no answer within {SECONDS:g} s")

    before = signal.signal(signal.SIGALRM, hang)
    tracemalloc.start()
    try:
        for i in range(inputs):
            damaged = target.make(np.random.default_rng([seed, number, i]))
            tracemalloc.reset_peak()
            held, start = tracemalloc.get_traced_memory()[0], time.perf_counter()
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
            _watching = True
            try:
                with warnings.catch_warnings(action="error"):
                    target.run(folder, damaged)
                outcome.read += 1
            except target.errors as error:
                outcome.refused += 1
                if not re.match(r".+: .+", str(error)):
                    outcome.failures += (f"{name} {seed} {i}: says only {str(error)!r}",)
            except (Exception, Hang) as error:
                outcome.failures += (f"{name} {seed} {i}: {type(error).__name__}: {error}"[:300],)
            finally:
                _watching = False
                signal.setitimer(signal.ITIMER_REAL, 0)
            outcome.slowest = max(outcome.slowest, time.perf_counter() - start)
            peak = tracemalloc.get_traced_memory()[1] - held
            outcome.largest = max(outcome.largest, peak)
            if peak > BYTES:
                outcome.failures += (f"{name} {seed} {i}: took {peak:,} bytes",)
            if _events:
                outcome.failures += (f"{name} {seed} {i}: ran code ({', '.join(_events)})",)
                _events.clear()
    finally:
        tracemalloc.stop()
        signal.signal(signal.SIGALRM, before)
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=4000, help="of each reader")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    failures = ()
    print(f"{'reader':26}{'inputs':>8}{'read':>8}{'refused':>9}{'slowest':>10}{'memory':>10}")
    for name in TARGETS:
        with tempfile.TemporaryDirectory() as folder:
            got = fuzz(name, options.inputs, options.seed, Path(folder))
        print(
            f"{name:26}{options.inputs:8,}{got.read:8,}{got.refused:9,}"
            f"{got.slowest:8.2f} s{got.largest / 1e6:7.1f} MB",
            flush=True,
        )
        failures += got.failures
    print(f"{options.inputs * len(TARGETS):,} inputs, {len(failures)} failures")
    for failure in failures[:40]:
        print(" ", failure)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
