"""The measured numbers as a table and as charts: python tools/benchmarks/report.py

Prints the table of results.json as Markdown, and draws the charts. The README's table is made
by `markdown`, so that a test can hold it against the file.
"""

import json
from pathlib import Path

from nnlib.app import style
from nnlib.files import ROOT

try:
    from machine import warning
except ModuleNotFoundError:  # as a part of `benchmarks`, where the tests find it
    from benchmarks.machine import warning

RESULTS = Path(__file__).with_name("results.json")
IMAGES = ROOT / "notebooks" / "images"

AXES = {
    "batch": "batch size",
    "width": "units of the first hidden layer (the second has half as many)",
    "data": "training images",
}
TITLES = {"batch": "Batch size", "width": "Width", "data": "Data size"}


def number(value: float) -> str:
    """Three significant digits, and no exponent."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:#.3g}".rstrip(".")


def line(row: dict) -> str:
    """A row of the table as plain text."""
    return "  ".join(cell.replace("**", "") for cell in cells(row) if cell)


def cells(row: dict) -> list[str]:
    """A row's cells: what, ours, theirs, ratio, goal."""
    unit, goal, theirs, ratio, verdict = row["unit"], row.get("goal"), "", "", ""
    if "peer" in row:
        theirs, ratio = f"{row['peer']}: {number(row['theirs'])} {unit}", f"{row['ratio']:.2f}"
    if goal is not None:
        wanted = f"{goal:.2f}" if "peer" in row else f"{goal:g} {unit}"
        verdict = f"≤ {wanted}: " + ("met" if row["met"] else "**missed**")
    return [row["what"], f"{number(row['ours'])} {unit}", theirs, ratio, verdict]


def markdown(results: dict) -> str:
    """The table, with a line about the machine below it."""
    head = ["measured", "nnlib", "beside it", "ratio", "goal"]
    lines = ["| " + " | ".join(head) + " |", "|---|---|---|---|---|"]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in results["rows"]]
    text = "\n".join(lines) + "\n\n" + describe(results["machine"])
    return text + busy(results["busy"]) if "busy" in results else text


def busy(rows: list[dict]) -> str:
    """The second table: an epoch of each contestant, quiet and with busy neighbours."""
    head = ["an epoch with one busy neighbour a core", "busy", "quiet", "ratio", "goal"]
    lines = ["| " + " | ".join(head) + " |", "|---|---|---|---|---|"]
    for row in rows:
        what, ours, theirs, *rest = cells(row)
        lines.append("| " + " | ".join([what, ours, theirs.removeprefix("quiet: "), *rest]) + " |")
    return "\n\n" + "\n".join(lines)


def describe(machine: dict) -> str:
    """The machine in a sentence."""
    versions = ", ".join(f"{name} {v}" for name, v in machine["versions"].items() if v)
    text = (
        f"Measured on {machine['processor']}, {machine['threads']} of {machine['cores']} cores for "
        f"everyone, {machine['system']}, Python {machine['python']}, {versions}, "
        f"{machine['blas']}, {machine['date']}"
    )
    if "load" in machine:
        text += "; processes waiting before and after: {:.1f}, {:.1f}".format(*machine["load"])
    text += "."
    if machine.get("overrides"):
        text += f" **{warning(machine['overrides'])}**"
    return text


def growth_line(series: dict[str, list[float]]) -> str:
    """The last point of each curve as plain text, in µs an image."""
    return ", ".join(f"{name} {1e6 * values[-1]:.1f} µs" for name, values in series.items())


def ticks(curves) -> list[float]:
    """1, 2 and 5 times the powers of ten that the curves span."""
    values = [value for curve in curves for value in curve]
    low, high = 0.7 * min(values), 1.4 * max(values)
    steps = [a * 10.0**b for b in range(-6, 7) for a in (1, 2, 5)]
    return [step for step in steps if low <= step <= high]


def draw(results: dict) -> None:
    """Write the charts: speed-epoch.png, and one for each way to grow."""
    IMAGES.mkdir(exist_ok=True)
    for name, picture in {"epoch": epoch(results), **growth(results)}.items():
        (IMAGES / f"speed-{name}.png").write_bytes(picture.png)


def epochs(results: dict) -> list[dict]:
    """The rows that hold an epoch of this library against another one's."""
    rows = [row for row in results["rows"] if row["what"] == "training epoch"]
    return [row for row in rows if not row["peer"].startswith("nnlib")]


def epoch(results: dict):
    """Bars: seconds of a training epoch, library by library."""
    from matplotlib.figure import Figure

    from nnlib.course.picture import Picture, styled

    rows = epochs(results)
    bars = {"nnlib": rows[0]["ours"]} | {row["peer"]: row["theirs"] for row in rows}
    bars = dict(sorted(bars.items(), key=lambda bar: -bar[1]))
    with styled():
        figure = Figure(figsize=(style.WIDTH, 0.9 + 0.42 * len(bars)))
        axes = figure.add_subplot()
        colours = [style.BLUE if name == "nnlib" else style.CONTOUR for name in bars]
        drawn = axes.barh(list(bars), list(bars.values()), color=colours)
        axes.bar_label(drawn, [f"{seconds:.2f} s" for seconds in bars.values()], padding=4)
        axes.set(title="One training epoch", xlim=(0, 1.12 * max(bars.values())), xlabel="seconds")
        axes.grid(visible=False, axis="y")
        alt = "Bars: seconds of a training epoch for: " + ", ".join(bars) + "."
        return Picture(figure, alt)


def growth(results: dict) -> dict:
    """Lines: microseconds an image over batch size and width, seconds an epoch over data size."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import NullFormatter

    from nnlib.course.picture import Picture, styled

    pictures = {}
    for kind, chart in results["growth"].items():
        x = chart["values"]
        with styled():
            figure = Figure(figsize=(style.WIDTH, 3.6))
            axes = figure.add_subplot()
            scale = x if kind == "data" else [1e6] * len(x)
            curves = {
                name: [a * b for a, b in zip(y, scale, strict=True)]
                for name, y in chart["seconds_per_image"].items()
            }
            looks = zip(style.SERIES, style.DASHES, style.MARKERS, strict=True)
            for (name, y), (colour, dash, marker) in zip(curves.items(), looks, strict=False):
                axes.plot(x, y, dash, color=colour, marker=marker, label=name)
            unit = "seconds an epoch" if kind == "data" else "microseconds an image"
            axes.set(title=TITLES[kind], xlabel=AXES[kind], ylabel=unit, xscale="log", yscale="log")
            axes.set_xticks(x, [f"{value:,}" for value in x])
            axes.set_xticks([], minor=True)
            axes.yaxis.set_major_formatter("{x:g}")
            axes.yaxis.set_minor_formatter(NullFormatter())
            axes.set_yticks(ticks(curves.values()))
            axes.legend()
            names = ", ".join(chart["seconds_per_image"])
            alt = f"Lines: {unit} over {AXES[kind]}, both axes logarithmic, for: {names}."
            pictures[kind] = Picture(figure, alt)
    return pictures


if __name__ == "__main__":
    stored = json.loads(RESULTS.read_text(encoding="utf-8"))
    draw(stored)
    print(markdown(stored))
