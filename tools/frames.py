"""Make what stands in for a kernel in the book: notebooks/frames/ (`make chapters`).

Where Python runs, an explorer draws whatever its controls ask for. The book has no Python, so each
explorer is drawn here once for every choice that the book offers. The frames of its last control
lie side by side in one picture, a strip, of which the page shows a frame at a time; there is a
strip for every choice of the other controls.
"""

import io
import itertools
import json
import math
import shutil
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import ipywidgets
from PIL import Image

from nnlib.app import style
from nnlib.course.explorer import Explorer
from nnlib.files import ROOT

FOLDER = ROOT / "notebooks" / "frames"
DPI = 192  # two pixels for each of the page's: sharp also on a phone
WIDEST = 16_383  # pixels that a WebP may have; where that is too few, frames lie below one another

# What the book offers, by the explorer's cell: controls, and the values that each may take (`...`:
# all that it has). What is left out stays as the chapter has it.
OFFERED: dict[str, dict[str, Sequence]] = {
    "code-explorers-weight-explorer-network-np-array": {
        "parameter": ["W1[0,0]", "W1[1,0]", "W2[0,0]", "b1[0]", "b2[0]"],
        "value": [-3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3],
    },
    "code-explorers-descent-explorer": {
        "learning_rate": [0.02, 0.05, 0.1, 0.15, 0.19, 0.2, 0.205, 0.21],
        "steps": [0, 1, 2, 5, 12, 20, 40],
    },
    "code-spiral-explorer": {
        "bends": [False, True],
        "step": [0, 10, 20, 50, 100, 200, 300, 500, 700, 1000, 1500, 2000],
    },
    "code-explorers-learning-rate-and-steps-sweep": {
        "rate": ...,
        "steps": [1, 3, 5, 10, 20, 50, 75, 100],
    },
    "code-plots-weight-templates-baseline": {"step": ...},
    "code-explorers-score-by-pixel-baseline-data-dev": {"image": range(6), "digit": range(10)},
    "code-explorers-optimizer-race": {
        "angle": [0, 5, 15, 45, 90],
        "steps": [1, 3, 5, 10, 20, 30, 50, 100],
    },
    "code-explorers-digit-through-layers-network-data": {
        "image": range(5),
        "off": [0, 8, 16, 32, 48, 64, 96, 128],
    },
    "code-explorers-break-explorer-network-drawings-8": {
        "thickness": [-1, 0, 1],
        "scale": [0.5, 0.75, 1.0, 1.25],
        "shift": [-6, -4, -2, 0, 1, 2, 3, 4, 6],
    },
    "code-explorers-road-explorer-network-drawings-8": {
        "pipeline": ...,
        "size": [50, 100, 150, 200],
        "across": [50, 100, 140, 170, 200],
    },
    "code-explorers-distortion-explorer-data-dev-imag": {
        "kind": ...,
        "strength": [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5],
    },
    "code-explorers-pen-explorer-robust": {"digit": [4], "seed": range(3), "style": ...},
    "waiting-explorer": {
        "workers": [2, 4, 8, 16, 32, 64],
        "spread": [0, 0.1, 0.2, 0.3, 0.4, 0.6],
    },
    "paper": {"wire": ..., "batch": [128, 1024, 8192, 65_536, 1_048_576]},
}


def store(results: Mapping[int, object], cells: Mapping[int, str], folder: Path) -> None:
    """Store the frames of every explorer among a notebook's results; `cells` has their names."""
    for count, cell in cells.items():
        if isinstance(results.get(count), Explorer):
            store_one(results[count], OFFERED[cell], folder / cell)


def store_one(explorer: Explorer, offered: Mapping[str, Sequence], folder: Path) -> None:
    """Draw one explorer's strips, and write them beside what they show, ``about.json``."""
    for name, stops in offered.items():
        if stops is not ... and len(stops) == 1:  # it may change what another control offers
            explorer.controls[name].value = stops[0]
    controls = {name: explorer.controls[name] for name in offered}
    stops = {
        name: list(choices(controls[name]).values()) if offered[name] is ... else offered[name]
        for name in offered
    }
    now = {name: control.value for name, control in explorer.controls.items()}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    live, style.LIVE_DPI = style.LIVE_DPI, DPI
    try:
        *others, last = stops.values()
        for number, chosen in enumerate(itertools.product(*others)):
            values = [dict(zip(stops, (*chosen, value), strict=True)) for value in last]
            frames = [explorer.draw(**now | some) for some in values]
            (folder / f"{number}.webp").write_bytes(strip([frame.png for frame in frames]))
    finally:
        style.LIVE_DPI = live
    with Image.open(io.BytesIO(frames[0].png)) as image:
        height = round(frames[0].width * image.height / image.width)
    about = {
        "controls": [shown(controls[name], stops[name]) for name in stops if len(stops[name]) > 1],
        "width": frames[0].width,
        "height": height,
        "alt": explorer.picture.alt,
    }
    (folder / "about.json").write_text(
        json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def strip(frames: Sequence[bytes]) -> bytes:
    """Pictures of one size as one: what they have in common is found best from side to side."""
    images = [Image.open(io.BytesIO(frame)).convert("RGB") for frame in frames]
    (width, height), count = images[0].size, len(images)
    across = width * count <= WIDEST
    whole = Image.new("RGB", (width * count, height) if across else (width, height * count))
    for i, image in enumerate(images):
        whole.paste(image, (i * width, 0) if across else (0, i * height))
    # few colours, for all frames the same ones: half the size, and nothing that the eye can see
    few = whole.quantize(128, dither=Image.Dither.NONE).convert("RGB")
    packed = io.BytesIO()
    few.save(packed, "webp", lossless=True, quality=100)
    return packed.getvalue()


def choices(control: ipywidgets.Widget) -> dict[str, object]:
    """The values of a control that offers a list, by their names; of any other, none."""
    options = getattr(control, "options", ())
    pairs = (option if isinstance(option, tuple) else (str(option), option) for option in options)
    return dict(pairs)


def shown(control: ipywidgets.Widget, stops: Sequence) -> dict:
    """What the page says of a control: its name, the names of its stops, and where it begins."""
    names = {value: name for name, value in choices(control).items()}
    if isinstance(control, ipywidgets.Checkbox):
        names = {False: "no", True: "yes"}
    return {
        "label": control.description,
        "list": isinstance(control, ipywidgets.Dropdown | ipywidgets.Checkbox),
        "stops": [names.get(value) or f"{value:g}" for value in stops],
        "at": nearest(stops, control.value),
    }


def nearest(stops: Sequence, value) -> int:
    """The place of a value among the stops, or of the stop that lies nearest to it."""
    if value in stops:
        return list(stops).index(value)
    return min(range(len(stops)), key=lambda i: math.dist([stops[i]], [value]))


def figure(folder: Path, place: str) -> str:
    """An explorer's frames as HTML: its controls, and the frame that they choose.

    `place` is the address of the folder, as the page sees it. book/static/book.js moves the frames.
    """
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    controls = about["controls"]
    number = 0
    for control in controls[:-1]:
        number = number * len(control["stops"]) + control["at"]
    last = controls[-1]
    position = 100 * last["at"] / (len(last["stops"]) - 1)
    style_of_frame = (
        f"width: {about['width']}px; aspect-ratio: {about['width']} / {about['height']}; "
        f"object-position: {position:.4f}% {position:.4f}%"
    )
    fields = "\n".join(_field(control) for control in controls)
    return (
        f'<figure class="frames" data-place="{place}">\n{fields}\n'
        f'<img src="{place}/{number}.webp" alt="{escape(about["alt"])}" loading="lazy" '
        f'style="{style_of_frame}">\n</figure>'
    )


def _field(control: Mapping) -> str:
    """A control as an element: a list of words, or a slider and the name of its stop."""
    label, stops, at = escape(control["label"]), control["stops"], control["at"]
    if control["list"]:
        options = "".join(
            f"<option{' selected' * (i == at)}>{escape(stop)}</option>"
            for i, stop in enumerate(stops)
        )
        return f'<label>{label} <select autocomplete="off">{options}</select></label>'
    names = escape(json.dumps(stops, ensure_ascii=False))
    return (
        f'<label>{label} <input type="range" min="0" max="{len(stops) - 1}" value="{at}" '
        f'aria-valuetext="{escape(stops[at])}" data-stops="{names}" autocomplete="off"> '
        f"<output>{escape(stops[at])}</output></label>"
    )
