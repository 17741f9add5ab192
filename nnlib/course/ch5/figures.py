"""Figures of chapter 5: distortions, the synthetic pen, calibration, and the way from 72 %."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, MaxNLocator, NullFormatter, PercentFormatter

from ...app import style
from ...training import History
from ..picture import Picture, styled

HATCH = "////"


def distortion_gallery(rows: dict[str, Sequence[np.ndarray]], columns: Sequence[str]) -> Picture:
    """One digit under each kind of distortion (a row) in growing strength (the columns).

    Parameters
    ----------
    rows : dict
        For each kind its images, each of shape (28, 28), one a column.
    columns : sequence of str
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 0.95 * len(rows) + 0.4))
        grid = figure.subplots(len(rows), len(columns), squeeze=False)
        for axes_row, (kind, images) in zip(grid, rows.items(), strict=True):
            for axes, image in zip(axes_row, images, strict=True):
                _digit(axes, image)
            axes_row[0].set_ylabel(kind, rotation=0, ha="right", va="center", labelpad=10)
        for axes, title in zip(grid[0], columns, strict=True):
            axes.set_title(title, fontsize=11, loc="center", fontweight="normal")
        return Picture(
            figure,
            "A table of digits. Each row is one distortion, from strongly negative on the left "
            f"over none to strongly positive on the right: {', '.join(rows)}.",
        )


def gallery(
    images: Sequence[np.ndarray],
    alt: str,
    titles: Sequence[str] | None = None,
    columns: int = 8,
) -> Picture:
    """Digits in rows, each under its title if there are any.

    Parameters
    ----------
    images : sequence of ndarray, each of shape (28, 28)
    alt : str
        What the picture shows.
    titles : sequence of str, optional
        One line or two each.
    columns : int
    """
    count = -(-len(images) // columns)
    height = 1.0 * 8 / columns if titles is None else 0.95 * 8 / columns + 0.5
    with styled():
        figure = Figure(figsize=(style.WIDTH, height * count * 0.8))
        grid = figure.subplots(count, columns, squeeze=False).ravel()
        for axes in grid[len(images) :]:
            axes.axis("off")
        for i, (axes, image) in enumerate(zip(grid, images, strict=False)):
            _digit(axes, image)
            if titles is not None:
                axes.set_title(titles[i], fontsize=10, loc="center", fontweight="normal")
        return Picture(figure, alt)


def meshes(panels: dict[str, tuple[np.ndarray, np.ndarray]]) -> Picture:
    """A sheet of squared paper under each field of displacements, and the digit seen through it.

    Parameters
    ----------
    panels : dict
        A title, the displacement of each pixel (28, 28, 2), and the image that comes of it.
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 4.6))
        grid = figure.subplots(2, len(panels))
        at = np.stack(np.meshgrid(np.arange(28.0), np.arange(28.0)), axis=-1)
        for (above, below), (title, (field, image)) in zip(grid.T, panels.items(), strict=True):
            x, y = np.moveaxis(at + field, -1, 0)
            every = slice(0, 28, 3)
            above.plot(x[every].T, y[every].T, color=style.BLUE, linewidth=0.8)
            above.plot(x[:, every], y[:, every], color=style.BLUE, linewidth=0.8)
            above.set(xlim=(-3, 30), ylim=(30, -3), aspect="equal", xticks=[], yticks=[])
            above.grid(False)
            above.set_title(title, fontsize=11, loc="center")
            for spine in above.spines.values():
                spine.set_visible(False)
            _digit(below, image)
        return Picture(
            figure,
            "Sheets of squared paper, displaced by random fields, and below each the digit that "
            f"comes of it: {', '.join(panels)}.",
        )


def error_bars(errors: dict[str, dict[str, float]]) -> Picture:
    """The share misread, in one panel for each set, with one bar for each training.

    Parameters
    ----------
    errors : dict of dict
        Set → training → share, 0 to 1.
    """
    names = list(next(iter(errors.values())))
    with styled():
        figure = Figure(figsize=(style.WIDTH, 0.9 + 0.5 * len(names)))
        panels = figure.subplots(1, len(errors), sharey=True)
        for axes, (title, shares) in zip(panels, errors.items(), strict=True):
            bars = axes.barh(names, list(shares.values()), color=style.BLUE, height=0.6)
            axes.bar_label(bars, fmt=lambda share: f"{share:.1%}", padding=4)
            axes.set_title(title, fontsize=12)
            axes.set_xlim(0, 1.7 * max(shares.values()))
            axes.set_xticks([])
            axes.grid(False)
        panels[0].invert_yaxis()
        return Picture(
            figure,
            f"Bars of the share misread, for {', '.join(names)}; a panel each for: "
            f"{', '.join(errors)}.",
        )


def long_run(history: History, ceiling: float) -> Picture:
    """The curves of a long run: what it got wrong on dev, and on what it was trained with.

    Parameters
    ----------
    history : History
    ceiling : float
        The highest training accuracy that can be had, 0 to 1.
    """
    epochs = np.arange(1, len(history) + 1)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.4))
        axes = figure.subplots()
        for name, wrong, i in (
            ("training set, distorted", ceiling - np.array(history.train_accuracy), 1),
            ("dev set, as it is", 1 - np.array(history.dev_accuracy), 0),
        ):
            axes.semilogy(
                epochs, wrong, label=name, color=style.SERIES[i], linestyle=style.DASHES[i]
            )
        axes.set(title="Share misread in each epoch", xlabel="epoch")
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=1))
        axes.yaxis.set_major_locator(FixedLocator([0.006, 0.01, 0.02, 0.04, 0.08, 0.16]))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.minorticks_off()
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.legend()
        return Picture(
            figure,
            "Two falling curves over the epochs on a logarithmic axis: the share misread of the "
            "distorted training set, and of the dev set.",
        )


def styles_read(names: Sequence[str], shares: dict[str, Sequence[float]]) -> Picture:
    """The share read correctly of each style of writing, by two networks or more.

    Parameters
    ----------
    names : sequence of str
        The styles, top down.
    shares : dict
        For each network, one share a style, 0 to 1.
    """
    rows = np.arange(len(names))
    with styled():
        figure = Figure(figsize=(style.WIDTH, 0.9 + 0.3 * len(names)))
        axes = figure.subplots()
        spans = np.array(list(shares.values()))
        axes.hlines(rows, spans.min(axis=0), spans.max(axis=0), color=style.MUTED, linewidth=1)
        for i, (name, values) in enumerate(shares.items()):
            axes.plot(
                values,
                rows,
                linestyle="none",
                marker=style.MARKERS[i],
                markersize=8,
                color=style.SERIES[i],
                markerfacecolor=style.PAPER if i == 0 else style.SERIES[i],
                label=name,
                clip_on=False,
            )
        axes.set_yticks(rows, names)
        axes.set(xlim=(0, 1.01), ylim=(len(names) - 0.4, -0.6), xlabel="share read correctly")
        axes.xaxis.set_major_formatter(PercentFormatter(1))
        figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)
        return Picture(
            figure,
            "A row for each style of writing, with a mark for the share that each network reads: "
            f"{', '.join(shares)}.",
        )


def spline(control: np.ndarray, curve: np.ndarray, jittered: Sequence[np.ndarray]) -> Picture:
    """A style's control points with the curve through them, and what the jitter makes of it.

    Parameters
    ----------
    control : ndarray, shape (k, 2)
    curve : ndarray, shape (n, 2)
    jittered : sequence of list of ndarray
        The strokes of some drawings in this style.
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 2.3))
        panels = figure.subplots(1, 1 + len(jittered))
        panels[0].plot(*curve.T, color=style.BLUE)
        panels[0].plot(*control.T, linestyle="none", marker="o", color=style.VERMILION)
        for axes, strokes in zip(panels[1:], jittered, strict=True):
            for stroke in strokes:
                axes.plot(*stroke.T, color=style.INK)
        for axes in panels:
            axes.set_aspect("equal", adjustable="datalim")
            axes.set(xticks=[], yticks=[])
            axes.grid(False)
            axes.invert_yaxis()
            axes.margins(0.12)
            for spine in axes.spines.values():
                spine.set_visible(False)
        panels[0].set_title("template", fontsize=11, loc="center")
        for axes in panels[1:]:
            axes.set_title("written", fontsize=11, loc="center")
        return Picture(
            figure,
            "On the left, dots with a smooth curve through them in the shape of a digit; beside "
            "it the same digit as the pen writes it, each time a little different.",
        )


def reliability_diagrams(
    panels: dict[str, dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]], least: int = 25
) -> Picture:
    """Accuracy over confidence, beside the diagonal where the two are equal.

    Parameters
    ----------
    panels : dict of dict
        Title → name in the legend → what `nnlib.reliability` gives. The last of a panel gets
        bars of one standard error.
    least : int
        Bins of fewer samples are left out: their share says nothing.
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.6))
        row = figure.subplots(1, len(panels), sharey=True)
        for axes, (title, tables) in zip(row, panels.items(), strict=True):
            axes.plot([0, 1], [0, 1], color=style.MUTED, linestyle=":", label="perfect")
            for i, (name, (confidence, accuracy, count)) in enumerate(tables.items()):
                kept = count >= least
                sure, right = confidence[kept], accuracy[kept]
                last = i == len(tables) - 1
                axes.errorbar(
                    sure,
                    right,
                    np.sqrt(right * (1 - right) / count[kept]) if last else None,
                    color=style.SERIES[i],
                    linestyle="-" if last else "--",
                    marker=style.MARKERS[i],
                    markersize=6,
                    markerfacecolor=style.SERIES[i] if last else style.PAPER,
                    linewidth=1.2,
                    capsize=3,
                    label=name,
                )
            axes.set(xlim=(0.35, 1.02), ylim=(0.25, 1.03), xlabel="mean confidence")
            axes.set_title(title, fontsize=12)
            axes.xaxis.set_major_formatter(PercentFormatter(1))
            axes.yaxis.set_major_formatter(PercentFormatter(1))
            axes.xaxis.set_major_locator(FixedLocator([0.4, 0.6, 0.8, 1]))
        row[0].set_ylabel("share right")
        figure.legend(*row[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
        return Picture(
            figure,
            "Reliability diagrams: the share of right answers over the confidence, with the "
            f"diagonal of a perfectly calibrated network. Panels: {', '.join(panels)}.",
        )


def familiarity_strips(groups: dict[str, np.ndarray], threshold: float) -> Picture:
    """How familiar each kind of image looks, against the threshold below which it is refused.

    Parameters
    ----------
    groups : dict
        A name, and the familiarity of its images.
    threshold : float
    """
    low = min(values.min() for values in groups.values())
    high = max(values.max() for values in groups.values())
    bins = np.linspace(low, high, 60)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 0.62 * len(groups) + 0.9))
        panels = figure.subplots(len(groups), 1, sharex=True)
        for axes, (name, values) in zip(panels, groups.items(), strict=True):
            counts, _ = np.histogram(values, bins)
            axes.stairs(counts / counts.max(), bins, fill=True, color=style.BLUE, alpha=0.75)
            refused = np.where(bins[1:] <= threshold, counts, 0)
            axes.stairs(
                refused / counts.max(), bins, fill=True, facecolor=style.VERMILION, hatch=HATCH
            )
            axes.axvline(threshold, color=style.INK, linestyle="--", linewidth=1.2)
            axes.set_ylabel(name, rotation=0, ha="right", va="center", labelpad=8)
            axes.set(yticks=[], ylim=(0, 1.1))
            axes.grid(False)
            axes.spines["left"].set_visible(False)
        panels[-1].set_xlabel("familiarity")
        for words, side in (("← refused ", "right"), (" known →", "left")):
            panels[0].text(
                threshold, 1.08, words, ha=side, transform=panels[0].get_xaxis_transform()
            )
        return Picture(
            figure,
            "Histograms of familiarity, one below the other, with a dashed line at the threshold; "
            f"what lies left of it is refused. Rows: {', '.join(groups)}.",
        )


def road(rows: Sequence[dict]) -> Picture:
    """The share of real pen drawings read, from the first system to the last.

    Parameters
    ----------
    rows : sequence of dict
        With ``system``, ``writers``, ``accuracy``; as `nnlib.course.ch5.gap.read_table` gives them.
    """
    writers = sorted({row["writers"] for row in rows})
    look = {
        writers[0]: {"color": style.PAPER, "edgecolor": style.MUTED, "hatch": HATCH},
        writers[-1]: {"color": style.BLUE, "edgecolor": style.BLUE},
    }
    with styled():
        figure = Figure(figsize=(style.WIDTH, 0.45 * len(rows) + 1.3))
        axes = figure.subplots()
        at = [i + 0.6 * (row["writers"] != rows[0]["writers"]) for i, row in enumerate(rows)]
        for y, row in zip(at, rows, strict=True):
            axes.barh(y, row["accuracy"], height=0.62, **look[row["writers"]])
            axes.text(row["accuracy"] + 0.012, y, f"{row['accuracy']:.1%}", va="center")
        axes.set_yticks(at, [row["system"] for row in rows], fontsize=10)
        axes.set(ylim=(at[-1] + 0.6, -0.6), xlim=(0, 1.17))
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
        axes.xaxis.set_major_formatter(PercentFormatter(1))
        axes.grid(False, axis="y")
        names = {
            writers[0]: f"{writers[0]} writers, measured earlier",
            writers[-1]: f"{writers[-1]} other writers, this project",
        }
        handles = [
            Patch(facecolor=look[n]["color"], **{k: v for k, v in look[n].items() if k != "color"})
            for n in writers
        ]
        figure.legend(
            handles,
            [names[n] for n in writers],
            loc="outside upper center",
            ncols=2,
            fontsize=11,
        )
        return Picture(
            figure,
            "Bars of the share of real pen drawings that each system reads, hatched for one set "
            f"of writers and solid for another: {'; '.join(row['system'] for row in rows)}.",
        )


def one_distortion(before: np.ndarray, after: np.ndarray, probabilities: np.ndarray) -> Picture:
    """A digit, what a distortion made of it, and what the network makes of that."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 2.5), dpi=style.LIVE_DPI, layout="none")
        left, middle, right = figure.subplots(1, 3)
        figure.subplots_adjust(left=0.02, right=0.99, bottom=0.14, top=0.86, wspace=0.12)
        _digit(left, before)
        _digit(middle, after)
        for axes, title in ((left, "before"), (middle, "after")):
            axes.set_title(title, fontsize=12, loc="center")
        _answer(right, probabilities)
        return Picture(
            figure,
            "A digit before and after a distortion, and bars of the ten probabilities that the "
            "network gives it.",
        )


def one_drawing(
    strokes: Sequence[np.ndarray], image: np.ndarray, probabilities: np.ndarray
) -> Picture:
    """A drawing's strokes, the image made of them, and what the network makes of that."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 2.5), dpi=style.LIVE_DPI, layout="none")
        left, middle, right = figure.subplots(1, 3)
        figure.subplots_adjust(left=0.02, right=0.99, bottom=0.14, top=0.86, wspace=0.12)
        for i, stroke in enumerate(strokes):
            left.plot(*stroke.T, color=style.INK, linestyle=style.DASHES[i % 2 * 2])
            left.plot(*stroke[0], marker="o", color=style.VERMILION)
        left.set(xlim=(-10, 290), ylim=(290, -10), aspect="equal", xticks=[], yticks=[])
        left.grid(False)
        for spine in left.spines.values():
            spine.set_visible(True)
        _digit(middle, image)
        for axes, title in ((left, "on the pad"), (middle, "what is fed")):
            axes.set_title(title, fontsize=12, loc="center")
        _answer(right, probabilities)
        return Picture(
            figure,
            "The strokes of a digit on a canvas, a dot where each begins; the image made of them; "
            "and bars of the ten probabilities that the network gives it.",
        )


def _digit(axes, image: np.ndarray) -> None:
    axes.imshow(image, vmin=0, vmax=255 if image.dtype == np.uint8 else 1)
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set(visible=True, color=style.GRID)


def _answer(axes, probabilities: np.ndarray) -> None:
    best = int(probabilities.argmax())
    colours = [style.BLUE if k == best else style.MUTED for k in range(10)]
    axes.bar(range(10), probabilities, color=colours, width=0.8)
    axes.set_title(f"read as {best}: {probabilities[best]:.0%}", fontsize=12, loc="center")
    axes.set(ylim=(0, 1.02), xlim=(-0.6, 9.6), yticks=[])
    axes.set_xticks(range(10))
    axes.grid(False)
