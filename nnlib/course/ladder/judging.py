"""Judge a reader's library, step by step, in a process of its own that may fail or hang."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from ...data import load_mnist
from ...images.hands import load_hands
from .board import Board
from .checks import STEPS
from .laying import FOLDER, fingerprint, trained_with, write_progress

CHILD = Path(__file__).with_name("child.py")
DRAWINGS = 300  # of real hands, for the last step
BEGIN = 60.0  # seconds in which the process must have begun
PRINTED = 2000  # bytes: the end of what the reader's code printed
TRAINING = next(i for i, step in enumerate(STEPS) if step.name == "your network")


def judge(
    folder: Path = FOLDER, until_missed: bool = False, said: Callable[[str], None] | None = None
) -> Board:
    """Judge the library in a folder, and keep the result in a file there.

    The training of the last steps begins once all others are done, and is not repeated as long as
    the code that trains stays as it is.

    Parameters
    ----------
    folder : path
        A package such as `lay` makes.
    until_missed : bool
        Whether to stop at the first step that is not done.
    said : callable, optional
        Told in words what takes long; what the reader's code prints then goes to stderr at once.

    Returns
    -------
    Board
    """
    folder = Path(folder).resolve()
    code = fingerprint(folder)
    done_before = trained_with(folder) == code
    verdicts = []
    with tempfile.TemporaryDirectory() as given:
        for number, verdict in enumerate(_verdicts(folder, Path(given), 0, TRAINING)):
            verdicts.append((STEPS[number], verdict))
            if until_missed and verdict["state"] != "done":
                break
        whole = len(verdicts) == TRAINING and all(v["state"] == "done" for _, v in verdicts)
        first = TRAINING
        if whole and done_before:
            verdicts.append((STEPS[first], {"state": "done", "words": "", "printed": ""}))
            first += 1
        if whole:
            if said is not None and not done_before:
                said(
                    "All parts are done. Now your library trains a network, a minute or so for "
                    "five epochs.\nWhat your `fit` prints appears here:"
                )
            hand_over(Path(given))
            following = _verdicts(folder, Path(given), first, len(STEPS), said is not None)
            verdicts += zip(STEPS[first:], following, strict=True)
    states = _states(verdicts)
    trained = states[STEPS[TRAINING].name] == "done"
    write_progress(folder, states, code if trained else None)
    missed = next((pair for pair in verdicts if states[pair[0].name] == "wrong"), None)
    reached = verdicts[-1][1]["words"] if states[STEPS[-1].name] == "done" else ""
    return Board(states, missed, folder, reached=reached)


def _states(verdicts: list[tuple]) -> dict[str, str]:
    """Each step's state. What a later chapter adds to a function is not wrong before its time."""
    states = dict.fromkeys((step.name for step in STEPS), "open")
    states |= {step.name: verdict["state"] for step, verdict in verdicts}
    first = next((i for i, step in enumerate(STEPS) if states[step.name] != "done"), len(STEPS))
    begun = {step.place: step.chapter for step in reversed(STEPS)}  # the chapter that begins it
    late = {
        step.name
        for step in STEPS[first + 1 :]
        if step.chapter > begun[step.place] and states[step.name] == "wrong"
    }
    return {name: "open" if name in late else state for name, state in states.items()}


def hand_over(given: Path) -> None:
    """Put MNIST and drawings where the process finds them, as plain arrays."""
    data = load_mnist()
    for name, split in (("train", data.train), ("dev", data.dev)):
        np.savez(given / f"{name}.npz", images=split.images, labels=split.labels)
    drawings = load_hands("digits-dev")[:DRAWINGS]
    strokes = [stroke for _, drawn in drawings for stroke in drawn]
    np.savez(
        given / "drawings.npz",
        labels=[label for label, _ in drawings],
        strokes=[len(drawn) for _, drawn in drawings],
        lengths=[len(stroke) for stroke in strokes],
        points=np.concatenate(strokes),
    )


def _verdicts(
    folder: Path, given: Path, first: int, last: int, live: bool = False
) -> Iterator[dict]:
    """The verdicts of some steps, in order; a process that hangs or dies costs its step alone.

    What hung once is not waited for again; if another hangs after it, all after that is left open.
    """
    hung = []
    while first < last:
        with _running(folder, given, first, last, hung, live) as lines:
            for verdict in _listen(lines, first, last):
                yield verdict
                hung += [STEPS[first].place] if verdict.get("hung") else []
                first += 1
        if len(hung) == 2:
            yield from [{"state": "open", "words": ""}] * (last - first)
            return


def _listen(lines: Callable[[float], dict | None], first: int, last: int) -> Iterator[dict]:
    """What one process says: a verdict for each step until it hangs or dies, and one for that."""
    while first < last:
        step, begun = STEPS[first], lines(BEGIN)
        verdict = begun and lines(step.seconds)
        if not verdict:
            hung = verdict is None and begun is not None
            slow = f"not finished after {step.seconds:.0f} s: a loop without an end, or too slow?"
            ended = "the process that ran it ended: did the code call exit, or take all memory?"
            yield {"state": "wrong", "words": slow if hung else ended, "hung": hung}
            return
        yield verdict
        first += 1


@contextmanager
def _running(folder: Path, given: Path, first: int, last: int, hung: list[str], live: bool):
    """A process that judges, and a function that waits for its next line.

    The function returns None if the time is over, and an empty dict if there will be no more.
    """
    arguments = [str(CHILD), str(folder), str(given), str(first), str(last), *hung]
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(
            [sys.executable, "-P", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=None if live else printed,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        said: queue.Queue[bytes] = queue.Queue()

        def forward() -> None:
            for line in process.stdout:
                said.put(line)
            said.put(b"")

        threading.Thread(target=forward, daemon=True).start()

        def next_line(seconds: float) -> dict | None:
            try:
                line = said.get(timeout=seconds)
            except queue.Empty:
                return None
            if not line:
                return {}
            length = printed.seek(0, os.SEEK_END)
            printed.seek(max(0, length - PRINTED))
            return json.loads(line) | {"printed": printed.read().decode("utf-8", "replace")}

        try:
            yield next_line
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
