"""The planted faults that no test heard, after `mutmut run`: python tools/mutants.py

Prints what share of them was heard, and every other one that tools/mutants.md does not explain.
Ends with 1 if there is one, or if less than `WANTED` was heard.
"""

import re
import subprocess
import sys
from pathlib import Path

from nnlib.files import ROOT

EXPLAINED = ROOT / "tools" / "mutants.md"
WANTED = 0.95
ROW = re.compile(r"^\| `(.+)` \| `(.+)` → `(.+)` \| .+ \|$", re.M)


def mutmut(*arguments: str) -> str:
    """Run mutmut; returns what it printed."""
    program = Path(sys.executable).with_name("mutmut")
    command = [str(program), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def place(name: str) -> str:
    """Where a fault is, from mutmut's name for it.

    >>> place("nnlib.optimizers.xǁAdamǁstep__mutmut_3"), place("nnlib.losses.x_softmax__mutmut_1")
    ('optimizers.Adam.step', 'losses.softmax')
    """
    room, _, function = re.sub(r"__mutmut_\d+$", "", name).rpartition(".")
    parts = function.split("ǁ")[1:] or [function.removeprefix("x_")]
    return ".".join([room.removeprefix("nnlib."), *parts])


def change(difference: str) -> tuple[str, str]:
    """The text that stood there and what it became, each on one line, from `mutmut show`."""
    old, new = [], []
    for line in difference.splitlines():
        if line[:1] in ("-", "+") and line[:3] not in ("---", "+++"):
            (old if line[0] == "-" else new).append(line[1:].strip())
    return " ".join(old), " ".join(new)


def explanations(text: str) -> list[re.Pattern]:
    """The rows of the table: place, old and new text; an ellipsis stands for anything."""
    patterns = []
    for row in ROW.findall(text):
        parts = [re.escape(part.replace(r"\|", "|")).replace("…", ".*") for part in row]
        patterns.append(re.compile("\n".join(parts)))
    return patterns


def main() -> int:
    found = re.findall(r"^ +(\S+): (.+)$", mutmut("results", "--all", "true"), re.M)
    found = [(name, outcome) for name, outcome in found if outcome != "not checked"]
    silent = [name for name, outcome in found if outcome not in ("killed", "timeout")]
    patterns = explanations(EXPLAINED.read_text(encoding="utf-8"))
    unexplained = []
    for name in silent:
        old, new = change(mutmut("show", name))
        if not any(pattern.fullmatch(f"{place(name)}\n{old}\n{new}") for pattern in patterns):
            unexplained.append(f"{place(name)}\n  - {old}\n  + {new}")
    heard = len(found) - len(silent)
    share = heard / len(found)
    print(f"{heard:,} of {len(found):,} faults heard: {share:.1%}")
    print(
        f"{len(silent)} not heard, {len(unexplained)} of them unexplained", *unexplained, sep="\n"
    )
    return bool(unexplained) or share < WANTED


if __name__ == "__main__":
    sys.exit(main())
