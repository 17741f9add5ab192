"""What reading a chapter asks of its reader: words, minutes, and how long until there is a task.

    python tools/reading.py [NOTEBOOK ...]        (default: all)

Counted is the main line: what is folded (solutions, feedback, asides), the list of further reading,
listings and displayed formulas are left out; an inline formula is one word.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

from nnlib.files import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
WORDS_A_MINUTE = 180  # prose with formulas in it; a novel is read at about 240
SECONDS = {"code": 20, "picture": 20, "formula": 15}  # a guess for each cell, figure, display
TASK = re.compile(r"\*\*(?:Predict|Choose|Try|Say)\b|^### \d\.\d ", re.M)


@dataclass
class Reading:
    """The counts of one chapter."""

    words: int
    minutes: float
    stretch: int  # the most words from one thing to do to the next
    where: str  # the first words of that stretch
    predictions: int  # "Predict, then run" and "Choose"
    choices: int  # of these, those with answers to choose from


def plain(markdown: str) -> str:
    """The main line's words, without markup."""
    text = re.sub(r"<details.*?</details>", " ", markdown, flags=re.S)
    text = re.sub(r"^```.*?^```", " ", text, flags=re.S | re.M)
    text = re.sub(r"^(?: {4}\S.*\n?)+", " ", text, flags=re.M)
    text = re.sub(r"\$\$.*?\$\$", " ", text, flags=re.S)
    text = re.sub(r"\$[^$]+\$", "formula", text)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return re.sub(r"<[^>]+>", " ", text)


def count(text: str) -> int:
    """How many words: anything between blanks that has a letter or a digit in it."""
    return sum(bool(re.search(r"\w", word)) for word in text.split())


def read(path: Path) -> Reading:
    """Count one chapter."""
    notebook = nbformat.read(path, as_version=4)
    seconds, words, stretch, since, start, where = 0.0, 0, 0, 0, "", ""
    predictions = choices = 0
    for cell in notebook.cells:
        if cell.id == "fetch-the-library":
            continue
        if cell.cell_type == "code":
            seconds += SECONDS["code"]
            shown = [output.get("data", {}) for output in cell.outputs]
            seconds += SECONDS["picture"] * sum("image/png" in data for data in shown)
            if any("[Explorer" in data.get("text/plain", "") for data in shown):
                since, start = 0, ""  # something to move
            continue
        if cell.source.startswith("## Further reading"):
            break
        seconds += SECONDS["formula"] * (cell.source.count("$$") // 2)
        predictions += len(re.findall(r"\*\*(?:Predict|Choose)\b", cell.source))
        choices += cell.source.count("**Choose")
        text = plain(cell.source)
        words += count(text)
        for i, part in enumerate(TASK.split(text)):
            if i:
                since, start = 0, ""
            start = start or " ".join(part.split()[:8])
            since += count(part)
            if since > stretch:
                stretch, where = since, start
    minutes = words / WORDS_A_MINUTE + seconds / 60
    return Reading(words, minutes, stretch, where, predictions, choices)


def main() -> None:
    """Print the counts of each chapter."""
    print("chapter                     words  minutes  longest without a task  predict  choose")
    for path in [Path(name) for name in sys.argv[1:]] or NOTEBOOKS:
        r = read(path)
        print(
            f"{path.stem:26} {r.words:6,} {r.minutes:8.0f} {r.stretch:12}"
            f"{r.predictions:19} {r.choices:7}   “{r.where} …”"
        )


if __name__ == "__main__":
    main()
