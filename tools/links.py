"""Write the links that every chapter has: where to run it, and each new term in the glossary.

    python tools/links.py

Where to run it, and the cell that fetches the library where it is missing, need an address. As long
as pyproject.toml has a placeholder, a chapter has neither: a link that leads nowhere helps nobody,
and code should not be fetched from a name that anyone may take. Run twice, it changes nothing.
"""

import json
import re
from pathlib import Path

from nnlib.files import ROOT
from readme import REPOSITORY

NOTEBOOKS = ROOT / "notebooks"
PUBLISHED = "/OWNER/" not in REPOSITORY
SLUG = REPOSITORY.removeprefix("https://github.com/")
GLOSSARY = (NOTEBOOKS / "glossary.md").read_text(encoding="utf-8")
TABLES = {"Symbols"}  # sections of the glossary that explain no single term

FETCH = f'''\
# Where the library is missing, as on Colab, fetch it; its data and weights come along.
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("nnlib") is None:
    address = "{REPOSITORY}"
    clone = ["git", "clone", "--quiet", "--depth=1", address, "nnlib-repository"]
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--editable", "nnlib-repository"]
    subprocess.run(clone, check=True)
    subprocess.run(install, check=True)
    sys.path.insert(0, "nnlib-repository")  # this kernel started before it was installed'''

EMPTY = {
    "cell_type": "code",
    "execution_count": None,
    "id": "fetch-the-library",
    "metadata": {},
    "outputs": [],
}


def opening(source: str, name: str, published: bool) -> str:
    """The first cell; if there is an address, with its row of links below the title."""
    title, *rest = source.split("\n")
    rest = [line for line in rest if not line.startswith("Run it on [Binder]")]
    while rest and not rest[0]:
        rest.pop(0)
    row = (
        f"Run it on [Binder](https://mybinder.org/v2/gh/{SLUG}/HEAD?urlpath=lab/tree/notebooks/{name})"
        f" or [Colab](https://colab.research.google.com/github/{SLUG}/blob/main/notebooks/{name}),"
        f" read it on [nbviewer](https://nbviewer.org/github/{SLUG}/blob/main/notebooks/{name})."
    )
    return "\n".join([title, "", *([row, ""] if published else []), *rest])


def terms() -> dict[str, str]:
    """Each term's anchor in the glossary, and a pattern that finds the term in prose."""
    found = {}
    for section in GLOSSARY.split("\n## ")[1:]:
        term = section.split("\n")[0]
        if term in TABLES:
            continue
        also = re.search(r"<!-- also: (.*) -->", section)
        words = [term, *(also[1].split(", ") if also else [])]
        words.sort(key=len, reverse=True)
        choice = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in words)
        found[term.lower().replace(" ", "-")] = rf"(?<![\w-])(?:{choice})(?:e?s)?(?![\w-])"
    return found


# What is not prose: code, mathematics, links, pictures, tags and headings.
APART = re.compile(
    r"<details>.*?</details>|```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|!?\[[^\]]*\]\([^)]*\)|<[^>]+>"
    r"|^#.*?$|^    .*?$|^- [A-Z]\. .*",
    re.S | re.M,
)


def link_terms(cells: list[dict]) -> None:
    """Link each term's first use in the chapter's prose to the glossary, and no other use."""
    prose = [cell for cell in cells if cell["cell_type"] == "markdown"]
    texts = [
        re.sub(r"\[([^\]]*)\]\(glossary\.md#[^)]*\)", r"\1", "".join(cell["source"]))
        for cell in prose
    ]
    patterns = terms()
    for anchor, pattern in sorted(patterns.items(), key=lambda item: -len(item[0])):
        longer = [APART.pattern, *(p for a, p in patterns.items() if anchor in a and anchor != a)]
        apart = re.compile("|".join(longer), re.S | re.M)
        for i, text in enumerate(texts):
            if text.lstrip().startswith("## Further reading"):
                break
            masked = apart.sub(lambda part: re.sub(r"[^\n]", "\0", part[0]), text)
            use = re.search(pattern, masked, re.I)
            if use:
                word = text[use.start() : use.end()]
                link = f"[{word}](glossary.md#{anchor})"
                texts[i] = text[: use.start()] + link + text[use.end() :]
                break
    for cell, text in zip(prose, texts, strict=True):
        cell["source"] = text.splitlines(keepends=True)


def renewed(path: Path, published: bool = PUBLISHED) -> str:
    """One chapter's file with today's links."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["id"] != "fetch-the-library"]
    first = opening("".join(cells[0]["source"]), path.name, published)
    cells[0]["source"] = first.splitlines(keepends=True)
    link_terms(cells)
    if published:
        cells.insert(1, {**EMPTY, "source": FETCH.splitlines(keepends=True)})
    notebook["cells"] = cells
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for chapter in sorted(NOTEBOOKS.glob("0*.ipynb")):
        text = renewed(chapter)
        if text != chapter.read_text(encoding="utf-8"):
            chapter.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {chapter.name}")
