"""Figures of chapter 3: what each ingredient of a deep network's recipe buys."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import (
    FixedLocator,
    FuncFormatter,
    MaxNLocator,
    NullLocator,
    PercentFormatter,
)

from ...app import style
from ...data import Split
from ...evaluation import Evaluation
from ...optimizers import SCHEDULES
from ..picture import Picture, styled
from .ablation import summarise

RAVINE = (-6.6, 1.6, -1.9, 1.9)  # what the ravine's panels show: left, right, bottom, top


def ablation_chart(rows: list[dict], question: str) -> Picture:
    """The dev errors of one question's variants: a dot a seed, a bar for mean ± deviation.

    Parameters
    ----------
    rows : list of dict
        As `nnlib.course.ch3.ablation.read_table` gives them.
    question : str
        One of the ingredients under test.
    """
    summaries = summarise(rows, question)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 0.95 + 0.46 * len(summaries)))
        axes = figure.subplots()
        for i, summary in enumerate(summaries):
            colour = style.VERMILION if summary.is_recipe else style.BLUE
            errors = 100 * (1 - np.array(summary.dev_accuracies))
            mean, deviation = errors.mean(), errors.std(ddof=1)
            axes.plot(
                [mean - deviation, mean + deviation],
                [i, i],
                color=colour,
                linewidth=7,
                alpha=0.3,
                solid_capstyle="butt",
            )
            axes.plot(
                errors,
                np.full(len(errors), i),
                linestyle="",
                color=colour,
                marker="D" if summary.is_recipe else "o",
                markersize=6,
            )
            axes.annotate(
                f"{mean:.2f} ± {deviation:.2f}",
                (max(errors.max(), mean + deviation), i),
                xytext=(9, 0),
                textcoords="offset points",
                va="center",
                fontsize=10,
            )
        axes.set_title(f"Dev error by {question} (%)")
        axes.set_yticks(range(len(summaries)), [s.variant for s in summaries], color=style.INK)
        axes.set_ylim(len(summaries) - 0.5, -0.5)
        axes.grid(visible=False, axis="y")
        low, high = axes.get_xlim()
        if high > 6:  # a logarithmic axis, where one variant is far off
            axes.set_xscale("log")
            _plain_ticks(axes.xaxis, [1, 2, 3, 5, 10, 20, 30, 50, 90])
            shown = 100 * (1 - np.concatenate([s.dev_accuracies for s in summaries]))
            low, span = shown.min() * 0.9, shown.max() / shown.min()
            axes.set_xlim(low, low * span**1.4 * 1.1)
            axes.set_xlabel("diamonds: the recipe; logarithmic axis")
        else:
            axes.set_xlim(low, low + 1.35 * (high - low))
            axes.set_xlabel("diamonds: the recipe")
        return Picture(
            figure,
            f"A dot chart of the dev error by {question}: a dot for each seed and a bar for their "
            f"mean and standard deviation, for: {', '.join(s.variant for s in summaries)}.",
        )


def signal(panels: dict[str, list[np.ndarray]], what: str) -> Picture:
    """How large a quantity is in each layer: one histogram a layer, on a logarithmic axis.

    Parameters
    ----------
    panels : dict
        For each panel's title the values in every layer, first layer first. Zeros are left out.
    what : str
        Labels the axis, such as ``"activation"``.
    """
    logs = {
        title: [np.log10(np.abs(values[values != 0])) for values in layers]
        for title, layers in panels.items()
    }
    every_layer = [values for layers in logs.values() for values in layers]
    low = min(np.median(values) for values in every_layer) - 2
    high = max(values.max() for values in every_layer)
    bins = np.linspace(low, high, 60)
    centres = (bins[1:] + bins[:-1]) / 2
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.5))
        grid = np.atleast_1d(figure.subplots(1, len(panels), sharey=True))
        for axes, (title, layers) in zip(grid, logs.items(), strict=True):
            for i, values in enumerate(layers):
                heights, _ = np.histogram(values, bins)
                heights = 0.85 * heights / max(heights.max(), 1)
                axes.fill_between(
                    centres, -i, heights - i, color=style.BLUE, alpha=0.3, linewidth=0
                )
                axes.plot(centres, heights - i, color=style.BLUE, linewidth=1.2)
                middle = np.median(values)
                axes.plot([middle, middle], [-i, 0.85 - i], color=style.INK, linewidth=2)
            axes.set_title(title)
            axes.set_xlim(low, high)
            axes.grid(visible=False, axis="y")
            axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
            axes.xaxis.set_major_formatter(FuncFormatter(_power_of_ten))
        count = len(layers)
        grid[0].set_yticks(-np.arange(count), [f"layer {i + 1}" for i in range(count)])
        figure.supxlabel(f"size of each {what} (logarithmic; black: the middle one)", fontsize=11)
        return Picture(
            figure,
            f"Histograms of the size of each {what}, one below the other for every layer, in a "
            f"panel each for: {', '.join(panels)}.",
        )


def loss_by_step(
    runs: dict[str, np.ndarray], title: str, window: int = 15, repeat: int = 4
) -> Picture:
    """The training loss over the first steps, smoothed by a running mean.

    Parameters
    ----------
    runs : dict
        The loss at each step, for each name in the legend.
    title : str
    window : int
        Steps that the running mean covers.
    repeat : int
        After so many runs, at most four, colours and markers begin again, with open markers.
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 4.2))
        axes = figure.subplots()
        for i, (name, losses) in enumerate(runs.items()):
            smooth = np.convolve(losses, np.ones(window) / window, mode="valid")
            steps = np.arange(window, len(losses) + 1)
            look = i % repeat
            axes.plot(
                steps,
                smooth,
                label=name,
                color=style.SERIES[look],
                linestyle=style.DASHES[look],
                marker=style.MARKERS[look],
                markerfacecolor=style.PAPER if i >= repeat else style.SERIES[look],
                markersize=7,
                markevery=(len(losses) * i // 40, len(losses) // 5),
            )
        axes.set(title=title, xlabel=f"step (each point is the mean of {window})", yscale="log")
        _plain_ticks(axes.yaxis, [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20, 50, 100])
        figure.legend(loc="outside lower center", fontsize=11, ncols=2, handlelength=3)
        return Picture(figure, f"A line chart of the loss over the steps, for: {', '.join(runs)}.")


def gradient_noise(batch_sizes: list[int], distances: np.ndarray) -> Picture:
    """How far a batch's gradient is from the full one, against one over the root of the size.

    Parameters
    ----------
    batch_sizes : list of int
    distances : ndarray, shape (len(batch_sizes), repetitions)
        Each the distance over the length of the full gradient.
    """
    sizes, means = np.array(batch_sizes), distances.mean(axis=1)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.2))
        axes = figure.subplots()
        law = means[0] * np.sqrt(sizes[0] / sizes)
        axes.plot(
            sizes, law, color=style.MUTED, linestyle="--", label="1 / √batch size, from the left"
        )
        axes.plot(
            np.repeat(sizes, distances.shape[1]),
            distances.ravel(),
            linestyle="",
            marker="o",
            markersize=4,
            color=style.BLUE,
            alpha=0.5,
            label="one batch",
        )
        axes.plot(
            sizes,
            means,
            linestyle="",
            marker="D",
            markersize=8,
            color=style.VERMILION,
            label="their mean",
        )
        axes.set(
            title="A batch's gradient: distance from the full one",
            xscale="log",
            yscale="log",
            xlabel="images in the batch",
            ylabel="share of its length",
        )
        _plain_ticks(axes.xaxis, batch_sizes)
        _plain_ticks(axes.yaxis, [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10])
        axes.legend(fontsize=10)
        return Picture(
            figure,
            "A chart with two logarithmic axes: the distance of a batch's gradient from the full "
            "one falls along a straight line as the batch grows.",
        )


def ravine(paths: dict[str, np.ndarray], curvatures: tuple[float, float]) -> Picture:
    """Optimizers' paths in a ravine ``½ (λ₁ θ₁² + λ₂ θ₂²)``, a panel for each.

    Parameters
    ----------
    paths : dict
        For each name the points (steps + 1, 2), start first.
    curvatures : tuple of float
        λ₁ and λ₂.
    """
    turn = np.append(np.linspace(0, 2 * np.pi, 90), np.nan)  # nan ends a line: all in one
    radii = np.sqrt(2 * np.array([0.05, 0.5, 2, 6, 14, 30]))[:, None]
    contours = [
        (radii / np.sqrt(c) * circle(turn)).ravel()
        for c, circle in zip(curvatures, (np.cos, np.sin), strict=True)
    ]
    with styled():
        # fixed margins: the explorer draws this while a slider moves, and a layout engine is slow
        figure = Figure(figsize=(style.WIDTH, 4.6), dpi=style.LIVE_DPI, layout="none")
        grid = figure.subplots(2, 2)
        figure.subplots_adjust(
            left=0.01, right=0.99, bottom=0.01, top=0.93, hspace=0.18, wspace=0.04
        )
        for i, (axes, (name, path)) in enumerate(zip(grid.ravel(), paths.items(), strict=True)):
            axes.plot(*contours, color=style.CONTOUR, linewidth=1)
            axes.plot(0, 0, marker="*", markersize=13, color=style.INK)
            path = np.clip(path, -1e3, 1e3)
            axes.plot(
                path[:, 0],
                path[:, 1],
                color=style.SERIES[i],
                linewidth=1.4,
                marker=style.MARKERS[i],
                markersize=4,
            )
            axes.plot(*path[-1], marker=style.MARKERS[i], markersize=9, color=style.SERIES[i])
            height = 0.5 * float(curvatures @ path[-1] ** 2)
            where = f"height {height:.2g}" if height < 1000 else "gone"
            axes.set_title(f"{name}: {where}", fontsize=11)
            axes.set(xlim=RAVINE[:2], ylim=RAVINE[2:])
            _bare(axes)
        return Picture(
            figure,
            "The paths of four optimizers on the contour lines of a long narrow ravine, from its "
            f"left end towards the lowest point, marked with a star: {', '.join(paths)}.",
        )


def bias_correction(m: np.ndarray, m_hat: np.ndarray, lengths: dict[str, np.ndarray]) -> Picture:
    """What bias correction does: the running mean of a noisy gradient, and the step's length.

    Parameters
    ----------
    m, m_hat : ndarray, shape (steps,)
        Running mean of gradients whose true mean is 1, as it is and corrected.
    lengths : dict
        The length of each step in units of η for a constant gradient, "corrected" and
        "uncorrected".
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.4))
        left, right = figure.subplots(1, 2)
        steps = np.arange(1, len(m) + 1)
        left.axhline(1, color=style.MUTED, linewidth=1)
        left.plot(
            steps, m, color=style.VERMILION, linestyle="--", marker="s", markersize=4, label="m"
        )
        left.plot(steps, m_hat, color=style.BLUE, marker="o", markersize=4, label="m_hat")
        left.set(title="Gradients of mean 1", xlabel="step", ylim=(0, None))
        left.legend(loc="lower right", fontsize=11)
        looks = {"corrected": (style.BLUE, "-"), "uncorrected": (style.VERMILION, "--")}
        for name, values in lengths.items():
            colour, dashes = looks[name]
            right.plot(
                np.arange(1, len(values) + 1), values, color=colour, linestyle=dashes, label=name
            )
        right.set(title="Length of a step, in η", xlabel="step", xscale="log", ylim=(0, None))
        _plain_ticks(right.xaxis, [1, 10, 100, 1000])
        right.legend(loc="upper right", fontsize=11)
        return Picture(
            figure,
            "Left: the running mean starts near zero and climbs to one, the corrected one is near "
            "one from the start. Right: for a constant gradient the corrected step is always one "
            "learning rate long; the uncorrected one starts longer, peaks after about ten steps, "
            "and comes back after thousands.",
        )


def schedules() -> Picture:
    """The learning rate's course over a training, for each schedule of the library."""
    progress = np.linspace(0, 1, 101)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 2.4))
        axes = figure.subplots()
        for i, (name, schedule) in enumerate(SCHEDULES.items()):
            axes.plot(
                progress,
                [schedule(p) for p in progress],
                color=style.SERIES[i],
                linestyle=style.DASHES[1 - i],
            )
            at = 0.7 if name == "constant" else 0.5
            axes.annotate(
                name,
                (at, schedule(at)),
                xytext=(10, -16 if name == "constant" else 0),
                textcoords="offset points",
                color=style.SERIES[i],
                fontweight="bold",
            )
        axes.set(
            title="Learning rate, as a share of the recipe's", xlabel="progress of the training"
        )
        axes.xaxis.set_major_formatter(PercentFormatter(1))
        return Picture(
            figure, "Two curves: a constant learning rate, and one that falls to zero as a cosine."
        )


def filters(rows: dict[str, np.ndarray]) -> Picture:
    """The incoming weights of some first-layer units, each drawn as an image.

    Black is the most negative weight of a unit, white the most positive, grey is zero.

    Parameters
    ----------
    rows : dict
        For each row's name the weights, shape (784, units).
    """
    columns = max(W.shape[1] for W in rows.values())
    with styled():
        figure = Figure(figsize=(style.WIDTH, len(rows) * style.WIDTH / columns))
        grid = figure.subplots(len(rows), columns, squeeze=False)
        for line, (name, W) in zip(grid, rows.items(), strict=True):
            line[0].set_ylabel(name)
            for axes, w in zip(line, W.T, strict=True):
                reach = np.percentile(np.abs(w), 99.5)
                axes.imshow(w.reshape(28, 28), cmap="gray", vmin=-reach, vmax=reach)
                _bare(axes)
        return Picture(
            figure,
            "Rows of first-layer filters, each a 28 by 28 image in which white weights are "
            f"positive and black ones negative: {', '.join(rows)}.",
        )


def unit_activity(shares: dict[str, np.ndarray]) -> Picture:
    """How often each unit fires: its share of the images, units sorted, one line a layer.

    Parameters
    ----------
    shares : dict
        For each name one share (0 to 1) a unit.
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.2))
        axes = figure.subplots()
        for i, (name, values) in enumerate(shares.items()):
            order = np.sort(values)
            axes.plot(
                np.linspace(0, 1, len(order)),
                order,
                color=style.SERIES[i],
                label=name,
                linestyle=style.DASHES[i],
                marker=style.MARKERS[i],
                markersize=6,
                markevery=0.125,
            )
        axes.set(
            title="Share of the images for which a unit fires",
            ylim=(-0.02, 1.02),
            xlabel="units of the layer, from the rarest to the most frequent",
        )
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(PercentFormatter(1))
        axes.legend(fontsize=11, loc="upper left", handlelength=3)
        return Picture(
            figure,
            "Rising curves of how often each unit fires, units sorted from rare to frequent, for: "
            f"{', '.join(shares)}.",
        )


def gradient_norms(norms: np.ndarray, names: list[str]) -> Picture:
    """The length of the gradient of each layer's weights, by epoch.

    Parameters
    ----------
    norms : ndarray, shape (epochs + 1, layers)
        The first row is before training.
    names : list of str
        One for each layer.
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.2))
        axes = figure.subplots()
        for i, name in enumerate(names):
            axes.plot(
                norms[:, i],
                color=style.SERIES[i],
                linestyle=style.DASHES[i],
                marker=style.MARKERS[i],
                markersize=6,
                label=name,
            )
        axes.set(
            title="Length of the loss's gradient, layer by layer", xlabel="epoch", yscale="log"
        )
        _plain_ticks(axes.yaxis, [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10])
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend(fontsize=11, handlelength=3)
        return Picture(
            figure,
            f"A line a layer, the length of its gradient over the epochs: {', '.join(names)}.",
        )


def errors_by_confidence(split: Split, evaluation: Evaluation) -> Picture:
    """How many images were read with what confidence, and how many of those wrongly."""
    edges = np.array([0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0000001])
    names = ["< 50", "50–60", "60–70", "70–80", "80–90", "90–95", "95–99", "> 99"]
    confidence = evaluation.probabilities.max(axis=1)
    wrong = evaluation.predictions != split.labels
    counts = np.histogram(confidence, edges)[0]
    errors = np.histogram(confidence[wrong], edges)[0]
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.4))
        axes = figure.subplots()
        places = np.arange(len(names))
        axes.bar(
            places, counts, color=style.PAPER, edgecolor=style.BLUE, linewidth=1.5, label="images"
        )
        axes.bar(places, errors, color=style.VERMILION, label="of these misread")
        for place, count, error in zip(places, counts, errors, strict=True):
            if count:
                axes.annotate(
                    f"{error / count:.0%}" if error / count >= 0.01 else f"{error / count:.1%}",
                    (place, count),
                    xytext=(0, 4),
                    textcoords="offset points",
                    ha="center",
                    fontsize=10,
                )
        axes.set(
            title="Images by confidence, and the share misread",
            yscale="log",
            xlabel="confidence (%)",
            ylim=(0.8, 4 * counts.max()),
        )
        axes.set_xticks(places, names, fontsize=10)
        _plain_ticks(axes.yaxis, [1, 10, 100, 1000, 10_000])
        axes.grid(visible=False, axis="x")
        axes.legend(fontsize=11, loc="upper left")
        return Picture(
            figure,
            "Bars of how many images were read with what confidence, with the misread ones filled: "
            "the surest answers are hardly ever wrong, the least sure ones often.",
        )


def through_layers(
    image: np.ndarray, activations: list[np.ndarray], probabilities: np.ndarray, label: int
) -> Picture:
    """One digit on its way: the image, the units of each hidden layer lit, the probabilities.

    Parameters
    ----------
    image : ndarray, shape (28, 28)
    activations : list of ndarray
        A vector for each of two hidden layers, its length a multiple of 16.
    probabilities : ndarray, shape (10,)
    label : int
        The true digit.
    """
    with styled():
        figure = Figure(
            figsize=(style.WIDTH, 2.25), dpi=style.LIVE_DPI, layout="none"
        )  # as in `ravine`
        widths = [1.5] + [a.size / 16 / 16 * 1.5 for a in activations] + [1.5]
        grid = figure.subplots(1, len(widths), gridspec_kw={"width_ratios": widths})
        figure.subplots_adjust(left=0.01, right=0.99, bottom=0.03, top=0.87, wspace=0.16)
        grid[0].imshow(image, vmin=0, vmax=image.max())
        grid[0].set_title(f"a {label}", fontsize=11)
        for axes, a in zip(grid[1:-1], activations, strict=True):
            axes.imshow(a.reshape(16, -1), cmap="gray", vmin=0, vmax=max(a.max(), 1e-6))
            axes.set_title(f"{np.count_nonzero(a)} of {a.size}", fontsize=11)
        for axes in grid[:-1]:
            _bare(axes)
        best = int(probabilities.argmax())
        colours = [style.MUTED] * 10
        colours[best] = style.BLUE if best == label else style.VERMILION
        grid[-1].barh(np.arange(10), probabilities, color=colours)
        grid[-1].set(xlim=(0, 1.02), ylim=(9.6, -0.6), xticks=[], box_aspect=1)
        grid[-1].set_yticks(range(10), [str(k) for k in range(10)], fontsize=9)
        grid[-1].tick_params(length=0, pad=2)
        grid[-1].grid(visible=False)
        grid[-1].set_title(f"answer {best}: {probabilities[best]:.0%}", fontsize=11)
        return Picture(
            figure,
            "A digit, the units of the two hidden layers as grids of cells that are brighter the "
            "more they fire, and a bar for the probability of each answer.",
        )


def _bare(axes) -> None:
    """No ticks, no grid, no frame."""
    axes.set(xticks=[], yticks=[])
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def _plain_ticks(axis, values) -> None:
    """Put plain numbers, no powers, on a logarithmic axis."""
    axis.set_major_locator(FixedLocator(values))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))


def _power_of_ten(exponent, _position) -> str:
    return f"{10.0**exponent:,g}" if -3 < exponent < 4 else f"1e{exponent:.0f}"
