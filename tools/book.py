"""Build the book from the chapters' stored outputs: build/book/html (`make book`).

    python tools/book.py [FOLDER]        (default: build/book)

Nothing is executed and nothing is fetched; a warning is an error.
"""

import ast
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat

import frames
import nnlib
import readme
import web
from readme import REPOSITORY

ROOT = Path(__file__).resolve().parents[1]
# MathJax and its fonts come with the book: of the package that carries them, what HTML needs.
MATHJAX = Path(find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"
# Below each exercise, which a page cannot check.
HOW = "*To check your answer, [run this chapter](../run.md) and write it into the cell above.*"
# What the theme leaves out, for those who hear a page.
LANDMARKS = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Contents">',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    '<div id="search-results"></div>': '<h1>Search</h1><div id="search-results"></div>',
}


def assemble(source: Path) -> None:
    """Put the book's sources side by side: its own pages, the chapters, the API's page."""
    shutil.copytree(ROOT / "book", source)
    shutil.copytree(ROOT / "notebooks" / "images", source / "chapters" / "images")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        nbformat.write(_for_print(nbformat.read(path, 4)), source / "chapters" / path.name)
    glossary = (ROOT / "notebooks" / "glossary.md").read_text(encoding="utf-8")
    (source / "chapters" / "glossary.md").write_text(_with_anchors(glossary), encoding="utf-8")
    for path, name in (
        ("weights/MODEL_CARD.md", "model_card"),
        ("CONTRIBUTING.md", "contributing"),
    ):
        text = (ROOT / path).read_text(encoding="utf-8")
        (source / f"{name}.md").write_text(_to_repository(text, Path(path).parent), "utf-8")
    (source / "api.md").write_text(_api(), encoding="utf-8")
    for name in ("index.md", "run.md"):
        text = (source / name).read_text(encoding="utf-8")
        for part, words in {
            **readme.parts(),
            "repository": REPOSITORY,
            "pad": web.fragment("pad/"),
        }.items():
            words = _to_repository(words.replace("notebooks/", "chapters/"), Path("."))
            text = text.replace(f"{{{{ {part} }}}}", words)
        (source / name).write_text(text, encoding="utf-8")
    mathjax = source / "static" / "mathjax"
    mathjax.mkdir()
    shutil.copy(MATHJAX / "tex-chtml.js", mathjax)
    fonts = Path("output", "chtml", "fonts", "woff-v2")
    shutil.copytree(MATHJAX / fonts, mathjax / fonts)


def _for_print(notebook):
    """The chapter as a page: words for its pictures, working links, nothing to install."""
    notebook.cells = [
        part
        for cell in notebook.cells
        if cell.id != "fetch-the-library"
        for part in (cell, *([nbformat.v4.new_markdown_cell(HOW)] * _is_exercise(cell)))
    ]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _with_anchors(cell.source)
            continue
        if (stored := frames.FOLDER / cell.id).is_dir():  # instead of its picture
            live = frames.figure(stored, f"../frames/{cell.id}")
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": live})]
        for output in cell.outputs:
            size = output.get("metadata", {}).get("image/png", {})
            if size:
                cell.metadata["mystnb"] = {
                    "image": {"alt": size["alt"], "width": f"{size['width']}px"}
                }
    return notebook


def _is_exercise(cell) -> bool:
    return cell.cell_type == "code" and 'check("' in cell.source


def _with_anchors(text: str) -> str:
    """Links to a chapter's headings, as the book names them: Jupyter names them differently."""
    link = re.compile(r"(?<=\.ipynb#)[^)]+")
    return link.sub(lambda anchor: re.sub(r"[^\w-]", "", anchor[0].lower()), text)


def _to_repository(text: str, folder: Path) -> str:
    """Links to files beside this one lead to the repository, unless the book has them."""
    place = f"{REPOSITORY}/blob/main/{folder.as_posix()}".removesuffix("/.")
    return re.sub(r"\]\((?![a-z]+:|#|chapters/)", f"]({place}/", text)


def _api() -> str:
    """The page of every public name, file by file."""
    rooms = _rooms()
    lines = [
        "# The library",
        "",
        "Every name that `import nnlib` gives you, by the file that it comes from.",
    ]
    for room, file, summary in re.findall(r"^(\w+)  +(\S+)  +(.+)$", nnlib.__doc__, re.M):
        module = file if room == "learn" else f"{room}.{file}"
        if module not in rooms:
            continue
        heading = module.replace(".", "/")
        lines += ["", f"## {heading}", "", f"{summary[0].upper()}{summary[1:]}.".replace("``", "`")]
        for name in rooms[module]:
            kind = "class" if isinstance(getattr(nnlib, name), type) else "function"
            kind = "data" if not callable(getattr(nnlib, name)) else kind
            members = "   :members:\n" if kind == "class" else ""
            no_value = "   :no-value:\n" if kind == "data" else ""
            place = f"nnlib.{module}.{name}" if kind == "data" else f"nnlib.{name}"
            directive = f".. auto{kind}:: {place}\n{members}{no_value}"
            lines += ["", "```{eval-rst}", directive.rstrip(), "```"]
    return "\n".join(lines) + "\n"


def _rooms() -> dict[str, list[str]]:
    """The public names of each file, as `nnlib/__init__.py` imports them."""
    rooms = {"app.pad": ["DigitPad"]}  # imported when it is asked for
    for node in ast.parse(Path(nnlib.__file__).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            rooms[node.module] = [name.name for name in node.names]
    return rooms


def build(folder: Path) -> Path:
    """Assemble and build; returns the folder of the pages."""
    shutil.rmtree(folder, ignore_errors=True)
    assemble(folder / "source")
    sphinx = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
    places = [str(folder / "source"), str(folder / "html")]
    subprocess.run([*sphinx, "-b", "html", "-d", str(folder / "doctrees"), *places], check=True)
    shutil.copytree(web.WEB, folder / "html" / "pad", ignore=shutil.ignore_patterns("pad.html"))
    (folder / "html" / "pad" / "pad.js").write_text(web.in_one_script(), encoding="utf-8")
    shutil.copytree(frames.FOLDER, folder / "html" / "frames")
    for page in (folder / "html").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for lacking, named in LANDMARKS.items():
            text = text.replace(lacking, named)
        page.write_text(text, encoding="utf-8")
    return folder / "html"


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "book"
    print(f"the book is at {build(folder) / 'index.html'}")
