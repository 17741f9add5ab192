"""``python -m nnlib.course.ladder``: lay the empty library, or judge what is written."""

import argparse
import sys
from pathlib import Path

from . import FOLDER, judge, lay


def main() -> int:
    """Lay or judge; 0 if nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m nnlib.course.ladder", description=__doc__)
    parser.add_argument("what", choices=("lay", "judge"))
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"default: {FOLDER}")
    given = parser.parse_args()
    if given.what == "lay":
        laid = lay(given.folder)
        print(f"{given.folder}: laid {', '.join(laid) or 'nothing, all files are there'}.")
        print("Begin with layers.py. `make judge` says how far you are, and what comes next.")
        return 0
    if not given.folder.is_dir():
        print(f"{given.folder}: there is no library of yours yet: make mine", file=sys.stderr)
        return 2
    board = judge(given.folder, said=lambda words: print(words, flush=True))
    print(board)
    return int(board.missed is not None)


if __name__ == "__main__":
    sys.exit(main())
