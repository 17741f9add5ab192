"""Does the judge of "build it yourself" hear a small fault in a library that is right?

    python tools/judge_mutants.py        writes tools/judge_mutants.md; some minutes, not on Windows

The reference is laid as a reader's `mine/`. Faults are planted one at a time, by mutmut's own
rules, in the functions that the skeleton asks for. Lines that check arguments, or do what the
skeleton does not ask for (`NOT_ASKED`), are left out. Ends with 1 if the judge hears less than
`WANTED` of them.
"""

import ast
import importlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnlib.course.ladder import child
from nnlib.course.ladder.checks import STEPS
from nnlib.course.ladder.checks.step import Missed
from nnlib.course.ladder.judging import TRAINING
from nnlib.files import ROOT

REPORT = ROOT / "tools" / "judge_mutants.md"
WANTED = 0.95
PATIENCE = 60  # seconds for all steps
# The skeleton's names where the library's are others, and the file where they are.
RENAMED = {"strokes.segments": "_segments", "strokes.draw": "_draw"}
PLACES = {"strokes": "images/strokes"}
APART = ("check_", "raise ", '"""')
# What the library does beyond what the skeleton asks for: going on with an earlier run, a callback,
# a progress bar, the limit of a drawing's length, the threshold of strangers, a spared allocation.
NOT_ASKED = (
    *("history is None", "optimizer is None", "len(history)", "callback", "break", "session("),
    *("progress: bool", "total", "familiarity_threshold", "_decay"),
)


def lay_reference(parent: Path) -> Path:
    """The library itself as a reader's package, ``mine``, in this folder."""
    folder = parent / "mine"
    folder.mkdir(parents=True)
    for path in (ROOT / "nnlib").glob("[!_]*.py"):
        shutil.copy(path, folder)
    shutil.copytree(ROOT / "nnlib" / "images", folder / "images")
    (folder / "__init__.py").touch()
    names = ", ".join(f"{old} as {new.split('.')[1]}" for new, old in RENAMED.items())
    lines = ["from .images.strokes import *", f"from .images.strokes import {names}"]
    (folder / "strokes.py").write_text("\n".join(lines), encoding="utf-8")
    return folder


def functions(path: Path) -> dict[str, tuple[int, int]]:
    """The first and last line of each function of a file, by its name: ``Dense.forward``."""
    found = {}

    def walk(nodes, prefix: str) -> None:
        for node in nodes:
            if isinstance(node, ast.ClassDef):
                walk(node.body, f"{node.name}.")
            elif isinstance(node, ast.FunctionDef):
                found[prefix + node.name] = (node.lineno, node.end_lineno)

    walk(ast.parse(path.read_text(encoding="utf-8")).body, "")
    return found


def asked(file: str) -> set[str]:
    """The functions of the library that the skeleton's file asks for, by the library's names."""
    names = [s.place.partition(".")[2] for s in STEPS if s.place.split(".")[0] == file]
    return {RENAMED.get(f"{file}.{name}", name) for name in names}


def mutants(file: str) -> Iterator[tuple[str, str, str, str]]:
    """Each fault in the asked functions of a file: where, the line before and after, the text."""
    from mutmut.mutation.file_mutation import create_mutations, deep_replace

    path = ROOT / "nnlib" / f"{PLACES.get(file, file)}.py"
    text = path.read_text(encoding="utf-8")
    spans = {name: span for name, span in functions(path).items() if name in asked(file)}
    module, mutations, *_ = create_mutations(str(path), text)
    for mutation in mutations:
        changed = deep_replace(module, mutation.original_node, mutation.mutated_node).code
        pairs = enumerate(zip(text.splitlines(), changed.splitlines(), strict=False), 1)
        number, (old, new) = next((n, pair) for n, pair in pairs if pair[0] != pair[1])
        inside = [name for name, (first, last) in spans.items() if first <= number <= last]
        apart = old.strip().startswith(APART) or any(words in old for words in NOT_ASKED)
        if inside and not apart:
            yield f"{file}.{inside[0]}", old.strip(), new.strip(), changed


def heard(folder: Path, file: str) -> bool:
    """Whether a step before the last two hears the fault; in a process that may hang or die."""
    number = os.fork()
    if number == 0:
        signal.alarm(PATIENCE)  # ends the process, which is an answer too
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        code = 1
        try:
            library = child.Library(folder, folder)
            steps = sorted(STEPS[:TRAINING], key=lambda s: s.place.split(".")[0] != file)
            states = (child.judge(s, folder, library, Missed)["state"] for s in steps)
            code = 0 if all(state == "done" for state in states) else 1
        finally:
            os._exit(code)
    _, status = os.waitpid(number, 0)
    return status != 0


def main() -> int:
    """Plant them all, and write down which were not heard."""
    files = sorted({step.place.split(".")[0] for step in STEPS})
    n, silent = 0, []
    np.random.default_rng(0).normal(size=3)  # loaded before any process is forked
    with tempfile.TemporaryDirectory() as parent:
        folder = lay_reference(Path(parent))
        sys.path.insert(0, parent)
        sys.dont_write_bytecode = True
        if heard(folder, "layers"):
            raise SystemExit("the reference itself does not pass: nothing can be said")
        for file in files:
            path = folder / f"{PLACES.get(file, file)}.py"
            whole = path.read_text(encoding="utf-8")
            for place, old, new, text in mutants(file):
                path.write_text(text, encoding="utf-8")
                importlib.invalidate_caches()
                n += 1
                if not heard(folder, file):
                    silent.append((place, old, new))
                    print(f"{place}\n  - {old}\n  + {new}", flush=True)
            path.write_text(whole, encoding="utf-8")
    share = 1 - len(silent) / n
    rows = [
        "| " + " | ".join([f"`{place}`", *(f"`{t}`".replace("|", "\\|") for t in pair)]) + " |"
        for place, *pair in silent
    ]
    words = (
        "# Faults in a reader's library that the judge does not hear\n\n"
        f"Of {n:,} small faults planted in the reference the judge hears {n - len(silent):,}, "
        f"{share:.1%}. It does not hear these; most change nothing but the speed, an error's\n"
        "words, or a number's precision. Made by `python tools/judge_mutants.py`.\n\n"
        "| where | before | after |\n|---|---|---|\n"
    )
    REPORT.write_text(words + "\n".join(rows) + "\n", encoding="utf-8")
    print(f"{n - len(silent)} of {n} faults heard: {share:.1%}")
    return int(share < WANTED)


if __name__ == "__main__":
    sys.exit(main())
