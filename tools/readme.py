"""Write what the README and the chapters only repeat: tables, thumbnails, links.

    python tools/readme.py

The numbers come from the weights' own records and from the stored tables, the thumbnails from the
chapters' stored pictures, every address from pyproject.toml. Run twice, it changes nothing.
"""

import base64
import io
import json
import re
import tomllib
from pathlib import Path

import nbformat
from PIL import Image

import nnlib
from benchmarks import report
from nnlib.course.ch5.gap import read_table, shares
from nnlib.files import ROOT

NOTEBOOKS = ROOT / "notebooks"
REPOSITORY = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Repository"]
SPEED = ROOT / "tools" / "benchmarks" / "results.json"
RECORDS = SPEED.with_name("speedrun.json")

# Each chapter's title, question and picture: the cell that draws it, and what it shows.
STORY = {
    "01_forward_and_backprop": (
        "1 Forward and backprop",
        "How does a network compute, and how does it know which way to change?",
        "ch1.tiny_network(",
        "A small network with the values and the blame at each unit",
    ),
    "02_softmax_baseline": (
        "2 The softmax baseline",
        "How far does one linear layer get, and where does it stop?",
        "ch2.weight_templates(",
        "Ten blurred digits: the weights of one layer after its first step",
    ),
    "03_deep_mlp_adam": (
        "3 A deep network, trained with Adam",
        "What do depth, He initialisation, mini-batches, Adam and L2 each buy?",
        "ch3.optimizer_race(",
        "Four optimizers on their way down a ravine",
    ),
    "04_production_diagnostics": (
        "4 Production diagnostics",
        "Why does a 98 % network fail on what people draw, and how do you find out?",
        "ch4.tensor_beside(",
        "A drawn 4, too large and off the centre, beside one that fits its box",
    ),
    "05_closing_the_gap": (
        "5 Closing the gap",
        "What makes a network read what people really draw, and say when it cannot?",
        "ch5.meshes(",
        "A 4 on squared paper, bent a little and bent too far",
    ),
    "06_draw_a_digit": (
        "6 Draw a digit",
        "What does the network make of your own hand?",
        "",
        "The drawing pad with a hand-drawn 3 and its answer",
    ),
    "07_beyond_one_core": (
        "7 Beyond one core",
        "How is one training shared, what does it cost, and when does it pay?",
        "ch7.waiting(",
        "Workers on a time line: computing, waiting for the slowest, adding up",
    ),
}
THUMBNAIL = (480, 320)  # shown half as large: sharp on fine screens


def story() -> str:
    """A thumbnail for each chapter, three in a row, over its title and the question it answers."""
    cells = [
        f"[![{words}](notebooks/images/{stem}.png)](notebooks/{stem}.ipynb)<br>"
        f"**[{title}](notebooks/{stem}.ipynb)**<br>{question}"
        for stem, (title, question, _, words) in STORY.items()
    ]
    cells += [""] * (-len(cells) % 3)
    rows = [f"| {' | '.join(cells[i : i + 3])} |" for i in range(0, len(cells), 3)]
    return "\n".join(["| | | |", "|---|---|---|", *rows])


def results() -> str:
    """The three networks: what they are, and what each of them reads."""
    pens = {system.split(".npz")[0]: shares(writers) for system, writers in read_table().items()}
    drawings = sum(n for n, _ in next(iter(read_table().values())).values())
    lines = [
        f"| network | parameters | MNIST test | {drawings:,} real pen drawings | training time |",
        "|---|---|---|---|---|",
    ]
    for name, words in {
        "softmax": "`softmax`: one linear layer",
        "mlp": "`mlp`: three layers, Adam",
        "robust": "`robust`: the same, distorted images, a synthetic pen, real hands",
    }.items():
        pen = pens[name]
        stored = nnlib.load_checkpoint(ROOT / "weights" / f"{name}.npz")
        seconds = sum(stored.record["history"]["seconds"])
        lines.append(
            f"| {words} | {stored.network.parameters.size:,} "
            f"| {stored.record['test_accuracy']:.2%} "
            f"| {pen.share:.2%} ({100 * pen.low:.1f} to {100 * pen.high:.1f}) "
            f"| {_duration(seconds)} |".replace("%", "\N{NO-BREAK SPACE}%")
        )
    return "\n".join(lines)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def thumbnail(stem: str) -> Image.Image:
    """A chapter's stored picture on a sheet of its own."""
    call = STORY[stem][2]
    if call:
        cells = nbformat.read(NOTEBOOKS / f"{stem}.ipynb", 4).cells
        cell = next(c for c in cells if c.cell_type == "code" and call in c.source)
        png = next(o.data["image/png"] for o in cell.outputs if "image/png" in o.get("data", {}))
        picture = Image.open(io.BytesIO(base64.b64decode(png)))
    else:
        picture = Image.open(NOTEBOOKS / "images" / "pad.png")
    picture = picture.convert("RGB")
    picture.thumbnail((THUMBNAIL[0] - 16, THUMBNAIL[1] - 16), Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", THUMBNAIL, "white")
    left, top = ((a - b) // 2 for a, b in zip(THUMBNAIL, picture.size, strict=True))
    sheet.paste(picture, (left, top))
    return sheet.quantize(64, dither=Image.Dither.NONE)


def fill(text: str, parts: dict[str, str]) -> str:
    """Put each part between its marks, ``<!-- name -->`` and ``<!-- end of name -->``."""
    for name, part in parts.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
        text, found = re.subn(pattern, lambda m, p=part: f"{m[1]}\n{p}\n\n{m[2]}", text, flags=re.S)
        if found != 1:
            raise SystemExit(f"README.md: want one place for {name!r}, found {found}")
    return text


def rooms() -> str:
    """The library's own list of its rooms and their files, as a table."""
    listed = re.findall(r"^(\w+)  +(\S+)  +(.+)$", nnlib.__doc__, re.M)[1:]
    rows = [f"| {room} | `{file}` | {holds} |" for room, file, holds in listed]
    return "\n".join(["| room | file | holds |", "|---|---|---|", *rows]).replace("``", "`")


def parts() -> dict[str, str]:
    """The texts that the README repeats, by the name of their place."""
    return {"story": story(), "results": results(), "speed": speed(), "rooms": rooms()}


def start(text: str) -> str:
    """The page that `make lab` opens, beside the chapters."""
    return fill(text, {"story": story().replace("(notebooks/", "(")})


def speed() -> str:
    """How fast it is, where that has been measured."""
    if not SPEED.exists():
        return ""
    measured = json.loads(SPEED.read_text(encoding="utf-8"))
    epochs = report.epochs(measured)
    peers = "; ".join(f"{row['peer']} {row['theirs']:.2f} s" for row in epochs)
    growth = "\n".join(
        f"![Microseconds an image over {of}: this library, PyTorch, and matrix products alone]"
        f"(notebooks/images/speed-{name}.png)"
        for name, of in (("batch", "batch size"), ("width", "width"), ("data", "data size"))
    )
    times = "; ".join(
        f"{'this library' if row['what'] == 'nnlib' else row['what']} {row['ratio']:.1f}"
        for row in measured["busy"]
    )
    return (
        f"### Speed\n\n![Seconds of a training epoch: this library {epochs[0]['ours']:.2f} s; "
        f"{peers}](notebooks/images/speed-epoch.png)\n\n"
        f"With a busy neighbour on each core, an epoch takes so many times as long: {times}.\n\n"
        f"{speedrun()}\n\n<details>\n"
        "<summary>All that <code>make bench</code> measures, with the goals missed, and how cost "
        f"grows</summary>\n\n{measured['table']}\n\n{growth}\n\n</details>"
    )


def speedrun() -> str:
    """The records that wait to be broken, in a sentence."""
    records = json.loads(RECORDS.read_text(encoding="utf-8"))
    *first, last = (f"{row['seconds']:.1f} s to {target} %" for target, row in records.items())
    return (
        "From nothing to so much of MNIST's test images, on two cores and in NumPy alone: "
        f"{', '.join(first)} and {last}. [Can you do it in less?]"
        "(tools/benchmarks/README.md#speedrun)"
    )


def citation(text: str) -> str:
    """CITATION.cff with today's address and version."""
    text = re.sub(r"(?m)^(repository-code: ).*$", rf'\1"{REPOSITORY}"', text)
    return re.sub(r"(?m)^(version: ).*$", rf"\g<1>{nnlib.__version__}", text)


def rewrite(path: Path, change) -> None:
    """Write a file again if `change` changes its text."""
    old = path.read_text(encoding="utf-8")
    new = change(old)
    if new != old:
        path.write_text(new, encoding="utf-8", newline="\n")
        print(f"wrote {path.relative_to(ROOT)}")


def _same(old: Image.Image, new: Image.Image) -> bool:
    return old.convert("RGB").tobytes() == new.convert("RGB").tobytes()


if __name__ == "__main__":
    rewrite(ROOT / "README.md", lambda text: fill(text, parts()))
    rewrite(NOTEBOOKS / "README.md", start)
    rewrite(ROOT / "CITATION.cff", citation)
    for stem in STORY:
        path = NOTEBOOKS / "images" / f"{stem}.png"
        new = thumbnail(stem)
        if not path.exists() or not _same(Image.open(path), new):
            new.save(path, optimize=True)
            print(f"wrote {path.relative_to(ROOT)}")
