"""``kill -9`` at random moments of a training run: nothing is lost, and nothing is different.

``python tools/kill.py`` is the recorded run of 50 kills; `tests/test_kill.py` takes a few.
Each run is ``nnlib train --resume`` in a process of its own, on a small recipe with everything in
it that a resumed run must find again: the optimizer's state, the shuffle, the distortions, the
labels of what is no digit, the calibration.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from nnlib import load_checkpoint

EPOCHS = 12
RUN = f"""
import sys
from dataclasses import replace
import numpy as np
import nnlib.__main__ as command
from nnlib import MNIST, Split
from nnlib.images.handwriting import drawn_images

pen = np.random.default_rng(0)
data = MNIST(*(Split(*drawn_images(n, pen)) for n in (300, 100, 100)))
command.load_mnist = lambda: data
command.RECIPES["robust"] = replace(
    command.RECIPES["robust"], sizes=(784, 24, 10), drawings=20, others=20, hands=0, batch_size=64,
    epochs={EPOCHS},
)
sys.exit(command.main(["train", "robust", "--resume", "--out", sys.argv[1]]))
"""


def start(out: Path) -> subprocess.Popen:
    """Begin to train, or go on; the output goes to a file, for a pipe would need a reader."""
    with (out.parent / "output").open("w") as output:
        return subprocess.Popen(
            [sys.executable, "-c", RUN, str(out)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )


def said(out: Path) -> str:
    return (out.parent / "output").read_text()


def wait_until_training(process: subprocess.Popen, out: Path) -> None:
    while "Recipe(" not in said(out):
        if process.poll() is not None:
            raise RuntimeError(said(out))
        time.sleep(0.002)


def finish(out: Path) -> float:
    """Train to the end; returns how long the training itself took, in seconds."""
    process = start(out)
    wait_until_training(process, out)
    begun = time.monotonic()
    if process.wait(timeout=300):
        raise RuntimeError(said(out))
    return time.monotonic() - begun


def kill_at(out: Path, seconds: float) -> int | None:
    """Kill a run so long after its training begins; returns how many epochs were lost, or None if
    the run had ended before.

    Raises
    ------
    AssertionError
        If there is a file at `out` or beside it that cannot be loaded.
    """
    process = start(out)
    wait_until_training(process, out)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    if process.wait() != -signal.SIGKILL:
        return None
    shown = [int(line.split()[1]) for line in said(out).splitlines() if line.startswith("epoch")]
    resumed = [line.split()[3] for line in said(out).splitlines() if line.startswith("Resuming")]
    seen = max([0, *map(int, resumed), *shown])
    unfinished = out.with_name(f"{out.stem}.resume.npz")
    if out.exists():
        load_checkpoint(out)
        return 0
    kept = (
        len(load_checkpoint(unfinished).record["history"]["dev_loss"]) if unfinished.exists() else 0
    )
    return seen - kept


def parameters(out: Path) -> bytes:
    checkpoint = load_checkpoint(out)
    network = checkpoint.network
    calibration = (
        network.temperature,
        network.familiarity_threshold,
        checkpoint.record["test_accuracy"],
    )
    return network.parameters.tobytes() + network.mean.tobytes() + repr(calibration).encode()


def survive(kills: int, seed: int, folder: Path) -> dict[str, int]:
    """Kill runs, several times in a row at times, and hold what they end with against one that
    was left alone. Returns counts for the record."""
    rng = np.random.default_rng(seed)
    whole = folder / "whole" / "weights.npz"
    whole.parent.mkdir()
    duration = finish(whole)
    wanted = parameters(whole)
    counts = {"kills": 0, "runs": 0, "identical": 0, "lost": 0, "in mid-write": 0}
    while counts["kills"] < kills:
        out = folder / str(counts["runs"]) / "weights.npz"
        out.parent.mkdir()
        for _ in range(min(int(rng.integers(1, 4)), kills - counts["kills"])):
            if out.exists():
                break
            lost = kill_at(out, rng.uniform(0, duration))
            if lost is None:
                break
            counts["kills"] += 1
            counts["lost"] = max(counts["lost"], lost)
            counts["in mid-write"] += bool(list(out.parent.glob("*.tmp")))
        if not out.exists() or len(list(out.parent.glob("weights*"))) > 1:
            finish(out)
        counts["runs"] += 1
        counts["identical"] += parameters(out) == wanted
        left = {path.name for path in out.parent.iterdir()} - {"output", "weights.npz"}
        left -= {name for name in left if name.endswith(".tmp")}  # half-written, when it was killed
        if left:
            raise AssertionError(f"left behind: {left}")
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        got = survive(options.kills, options.seed, Path(folder))
    print(
        f"{got['kills']} kills in {got['runs']} runs ({got['in mid-write']} while a file was being "
        f"written); {got['identical']} ended bit by bit as the run that was left alone; "
        f"at most {got['lost']} epoch lost"
    )
    return not (got["identical"] == got["runs"] and got["lost"] <= 1)


if __name__ == "__main__":
    sys.exit(main())
