"""Figures of the softmax baseline: its data, its descent, its weights and its mistakes."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator, PercentFormatter

from ...app import style
from ...data import Split
from ...evaluation import Evaluation
from ...network import Network
from ...training import History
from ..picture import Picture, styled

# Signed maps: the darker, the more in favour, so that they read without colour too.
SIGNED = LinearSegmentedColormap.from_list(
    "signed", ["#FFF6EA", "#F1CFA0", "#B4BBC2", "#45749B", "#00263F"]
)
SHARE = FuncFormatter(lambda value, _: f"{100 * value:g}%")
SIDE = 28  # pixels along an image's edge


def sample_digits(split: Split, rows: int = 5) -> Picture:
    """The first few images of every class, one class a column."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 0.72 * rows + 0.3))
        grid = figure.subplots(rows, 10)
        for digit, column in enumerate(grid.T):
            images = split.images[split.labels == digit][:rows]
            for axes, image in zip(column, images, strict=True):
                axes.imshow(image)
                axes.axis("off")
            column[0].set_title(str(digit), loc="center")
        return Picture(
            figure, f"Handwritten digits: ten columns, one for each class, {rows} images in each."
        )


def class_counts(labels: np.ndarray) -> Picture:
    """How many images each class has."""
    counts = np.bincount(labels, minlength=10)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 2.4))
        axes = figure.subplots()
        bars = axes.bar(range(10), counts, color=style.BLUE, width=0.75)
        names = [f"{count:,}" for count in counts]
        axes.bar_label(bars, names, color=style.PAPER, fontsize=10, padding=-34)
        axes.axhline(len(labels) / 10, color=style.INK, linestyle="--", linewidth=1.2)
        axes.set(title="Images of each class (dashed: a tenth of all)", xticks=range(10))
        axes.tick_params(axis="x", length=0)
        axes.yaxis.set_visible(False)
        axes.spines["left"].set_visible(False)
        return Picture(figure, "A bar for each digit: the ten classes are of nearly equal size.")


def mean_digits(split: Split) -> Picture:
    """The mean image of each class."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.3))
        for digit, axes in enumerate(figure.subplots(2, 5).ravel()):
            axes.imshow(split.images[split.labels == digit].mean(axis=0), vmin=0, vmax=255)
            axes.set_title(f"mean {digit}", loc="center", fontsize=11)
            axes.axis("off")
        return Picture(figure, "Ten blurred digits, each the mean of all images of its class.")


def pixel_statistics(split: Split) -> Picture:
    """How bright pixels are, and where there is ever ink; crosses mark where there is none."""
    values = np.bincount(split.images.ravel(), minlength=256).reshape(-1, 8).sum(axis=1)
    inked = (split.images > 0).mean(axis=0)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.5))
        left, right = figure.subplots(1, 2)
        left.bar(range(4, 256, 8), values / split.images.size, width=7, color=style.BLUE)
        left.set(yscale="log", title="Pixel values", xlabel="value (255 is full ink)")
        left.set(ylabel="share of all pixels", xticks=[0, 64, 128, 192, 255])
        left.yaxis.set_major_formatter(SHARE)
        image = right.imshow(inked, vmin=0)
        rows, columns = np.nonzero(inked == 0)
        right.plot(columns, rows, "x", color=style.VERMILION, markersize=4, markeredgewidth=1.3)
        right.set(title="Ink in this pixel", xticks=[0, 9, 18, 27], yticks=[0, 9, 18, 27])
        right.set_xlabel("×: in no image at all")
        right.grid(False)
        bar = figure.colorbar(image, ax=right, shrink=0.75, format=PercentFormatter(1, decimals=0))
        bar.outline.set_visible(False)
        return Picture(
            figure,
            "Left, a histogram of pixel values on a logarithmic scale: most are exactly 0. Right, "
            "a map of how often each pixel holds ink: often in the middle, never in the corners "
            "and along parts of the edge, where crosses stand.",
        )


def plateau(histories: dict[str, History]) -> Picture:
    """The training loss of each run against the number of passes over the training set."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.8))
        axes = figure.subplots()
        for i, (name, history) in enumerate(histories.items()):
            passes = np.arange(1, len(history) + 1)
            axes.plot(
                passes,
                history.train_loss,
                color=style.SERIES[i],
                linestyle=style.DASHES[i],
                marker=style.MARKERS[i],
                markersize=5,
                markevery=np.unique(np.geomspace(1, len(history), 12).astype(int) - 1),
                label=name,
            )
        axes.set(xscale="log", yscale="log", title="Training loss (nats)")
        axes.set_xlabel("passes over the 50,000 images")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        _plain_log(axes.yaxis, [0.05, 0.1, 0.2, 0.5, 1, 2])
        axes.legend(loc="upper right", fontsize=10)
        return Picture(
            figure,
            "Training loss over the passes, both axes logarithmic. The two curves of one linear "
            "layer flatten at the same height; that of the deep network goes on falling.",
        )


def wobble(losses: dict[float, list[float]], curvatures: dict[float, dict[int, float]]) -> Picture:
    """Loss and curvature along the descent, for several learning rates.

    Parameters
    ----------
    losses : dict
        For each learning rate the loss before every step.
    curvatures : dict
        For each learning rate: step → the largest curvature there.
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 6.4))
        top, bottom = figure.subplots(2, 1, sharex=True)
        for i, (rate, loss) in enumerate(losses.items()):
            look = {"color": style.SERIES[i], "linestyle": style.DASHES[i], "linewidth": 1.6}
            loss = np.array(loss)
            rises = np.flatnonzero(np.diff(loss) > 0) + 1
            top.plot(loss, label=f"η = {rate:g}", **look)
            top.plot(rises, loss[rises], style.MARKERS[i], color=style.SERIES[i], markersize=5)
            steps = list(curvatures[rate])
            bottom.plot(steps, list(curvatures[rate].values()), **look)
            bottom.axhline(2 / rate, color=style.SERIES[i], linewidth=1, linestyle=":")
            bottom.annotate(
                f"2/{rate:g}",
                (1, 2 / rate),
                xycoords=("axes fraction", "data"),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=10,
                color=style.SERIES[i],
                annotation_clip=False,
            )
        top.set(yscale="log", title="Loss (nats); a marker where it rose")
        _plain_log(top.yaxis, [0.1, 0.2, 0.5, 1, 2])
        top.legend(loc="upper right", fontsize=10)
        bottom.set(title="Largest curvature λ; dotted: the most that η can bear", xlabel="step")
        bottom.set_ylim(0, 8)
        return Picture(
            figure,
            "Two line charts over the steps for several learning rates. Above, the loss: smooth "
            "for the small rate, jagged for the large one until it settles. Below, the curvature: "
            "for each rate it falls, and the loss settles where it stays below 2 over the rate.",
        )


def nudge_growth(rates: np.ndarray, growth: np.ndarray, curvature: float) -> Picture:
    """How much one step stretches a nudge along the sharpest direction, against |1 − ηλ|."""
    limit = 2 / curvature
    fine = np.linspace(0, max(rates), 200)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.6))
        axes = figure.subplots()
        axes.axhspan(0, 1, color=style.GRID, alpha=0.45, linewidth=0)
        axes.plot(fine, np.abs(1 - fine * curvature), color=style.BLUE, label="theory: |1 − ηλ|")
        axes.plot(rates, growth, "o", color=style.VERMILION, markersize=7, label="measured")
        axes.axvline(limit, color=style.INK, linestyle="--", linewidth=1.2)
        axes.annotate("2/λ", (limit, 1.75), xytext=(6, 0), textcoords="offset points")
        axes.annotate("shrinks: stable", (0.02 * max(rates), 0.08), color=style.MUTED)
        axes.set(title="What one step does to a nudge", xlabel="learning rate η")
        axes.set(ylabel="nudge after / before", xlim=(0, None), ylim=(0, None))
        axes.legend(loc="upper left", fontsize=10)
        return Picture(
            figure,
            "The factor by which a nudge grows against the learning rate: a V that falls from 1 to "
            "0 and rises again, with the measured points on the theory's line; it crosses 1 where "
            "the rate is 2 over the curvature.",
        )


def rate_sweep(histories: dict[float, History], limits: dict[str, float]) -> Picture:
    """The loss after 10 and after all steps, against the learning rate.

    Parameters
    ----------
    histories : dict
        A run for each learning rate.
    limits : dict
        Learning rates to mark, by name.
    """
    rates = np.array(list(histories))
    total = min(len(history) for history in histories.values())
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.8))
        axes = figure.subplots()
        for i, steps in enumerate((10, total)):
            axes.plot(
                rates,
                [history.train_loss[steps - 1] for history in histories.values()],
                color=style.SERIES[i],
                linestyle=style.DASHES[i],
                marker=style.MARKERS[i],
                label=f"at step {steps}",
            )
        for name, limit in limits.items():
            axes.axvline(limit, color=style.INK, linestyle=":", linewidth=1.4)
            axes.annotate(
                name,
                (limit, 0.97),
                xycoords=("data", "axes fraction"),
                xytext=(-4, 0),
                textcoords="offset points",
                rotation=90,
                va="top",
                ha="right",
                fontsize=10,
            )
        axes.set(xscale="log", yscale="log", xlabel="learning rate η", title="Loss (nats)")
        _plain_log(axes.xaxis, [0.01, 0.03, 0.1, 0.3, 1, 3])
        _plain_log(axes.yaxis, [0.1, 0.2, 0.5, 1, 2, 5])
        axes.legend(loc="lower left", fontsize=10)
        return Picture(
            figure,
            "Loss against learning rate, both logarithmic, after few and after many steps: each "
            "curve falls as the rate grows, reaches its lowest point, and shoots up beyond it.",
        )


def confusion_matrix(evaluation: Evaluation) -> Picture:
    """Counts of truth (rows) against answer (columns); errors shaded, the diagonal in grey."""
    counts = evaluation.confusion
    errors = counts.astype(float)
    np.fill_diagonal(errors, 0)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 6.2))
        axes = figure.subplots()
        axes.imshow(errors, cmap="Blues", vmin=0, vmax=1.25 * errors.max())
        for i, j in np.ndindex(counts.shape):
            dark = errors[i, j] > 0.65 * errors.max()
            colour = style.MUTED if i == j else style.PAPER if dark else style.INK
            weight = "bold" if dark else "normal"
            axes.text(
                j, i, counts[i, j], ha="center", va="center", color=colour, weight=weight, size=11
            )
        axes.set(xticks=range(10), yticks=range(10), ylabel="true digit")
        axes.set_xlabel("read as")
        axes.set_title("Confusions: the darker, the more often")
        axes.tick_params(length=0, labelsize=11)
        axes.grid(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        return Picture(
            figure,
            "A table of ten by ten counts, true digit by answer. The diagonal holds nearly all; "
            "the errors are shaded, and a few pairs of digits stand out.",
        )


def confusion_gallery(
    split: Split, evaluation: Evaluation, pairs: list[tuple[int, int]], count: int = 8
) -> Picture:
    """Images of the given confusions, one pair (true digit, read as) a row."""
    predictions = evaluation.predictions
    with styled():
        figure = Figure(figsize=(style.WIDTH, 0.85 * len(pairs)))
        grid = figure.subplots(len(pairs), count + 1, squeeze=False)
        for row, (digit, answer) in zip(grid, pairs, strict=True):
            found = np.flatnonzero((split.labels == digit) & (predictions == answer))[:count]
            for axes in row:
                axes.axis("off")
            row[0].text(0.5, 0.5, f"{digit} → {answer}", ha="center", va="center", size=12)
            for axes, i in zip(row[1:], found, strict=False):
                axes.imshow(split.images[i])
        names = ", ".join(f"{digit} read as {answer}" for digit, answer in pairs)
        return Picture(figure, f"Rows of misread digits, one confusion a row: {names}.")


def confidence(evaluations: dict[str, Evaluation], labels: np.ndarray) -> Picture:
    """Histograms of the winning probability, the misread images hatched."""
    edges = np.linspace(0.1, 1, 19)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.4))
        panels = figure.subplots(1, len(evaluations), sharey=True, squeeze=False)[0]
        for axes, (name, evaluation) in zip(panels, evaluations.items(), strict=True):
            winning = evaluation.probabilities.max(axis=1)
            wrong = evaluation.predictions != labels
            share = np.full(len(winning), 1 / len(winning))
            axes.hist(winning, edges, weights=share, color=style.BLUE, alpha=0.55, label="all")
            axes.hist(
                winning[wrong],
                edges,
                weights=share[wrong],
                color=style.PAPER,
                edgecolor=style.VERMILION,
                hatch="////",
                label="misread",
            )
            axes.set(yscale="log", title=name, xlabel="winning probability")
            axes.set(xlim=(0.1, 1), xticks=[0.2, 0.4, 0.6, 0.8, 1])
            axes.yaxis.set_major_formatter(SHARE)
        panels[0].set_ylabel("share of images")
        panels[0].legend(loc="upper left", fontsize=10)
        return Picture(
            figure,
            "Histograms of the winning probability, the share of images on a logarithmic scale, "
            f"for: {', '.join(evaluations)}. Misread images are hatched. The baseline's answers "
            "spread widely; the deep network's crowd at 1.",
        )


def weight_templates(network: Network) -> Picture:
    """The ten columns of a single layer's weights, each as an image."""
    W = network.layers[0].W
    limit = np.quantile(np.abs(W), 0.995)  # a few extreme pixels would pale the rest
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.9))
        grid = figure.subplots(2, 5)
        for digit, axes in enumerate(grid.ravel()):
            image = axes.imshow(
                W[:, digit].reshape(SIDE, SIDE), cmap=SIGNED, vmin=-limit, vmax=limit
            )
            axes.set_title(str(digit), loc="center")
            axes.axis("off")
        _signed_bar(figure, image, grid)
        return Picture(
            figure,
            "Ten maps of weights, one for each digit: dark where ink speaks for the digit, light "
            "where it speaks against it, grey where it does not matter.",
        )


def descent(histories: dict[float, History], rate: float, steps: int) -> Picture:
    """One run as far as `steps`, loss and dev accuracy, before the others in grey."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.2), dpi=style.LIVE_DPI, layout="none")
        figure.subplots_adjust(left=0.08, right=0.985, bottom=0.15, top=0.86, wspace=0.22)
        left, right = figure.subplots(1, 2)
        history = histories[rate]
        loss, accuracy = history.train_loss[steps - 1], history.dev_accuracy[steps - 1]
        # The logarithm is taken here, and the ticks are few: a logarithmic axis draws slowly.
        for axes, curves, height in (
            (left, {r: np.log10(h.train_loss) for r, h in histories.items()}, np.log10(loss)),
            (right, {r: h.dev_accuracy for r, h in histories.items()}, accuracy),
        ):
            others = [np.c_[1 : len(c) + 1, c] for r, c in curves.items() if r != rate]
            axes.add_collection(LineCollection(others, colors="#B3BCC5", linewidths=0.9))
            axes.plot(range(1, steps + 1), curves[rate][:steps], color=style.BLUE, zorder=3)
            axes.plot(steps, height, "o", color=style.VERMILION, zorder=4)
            axes.set(xlabel="step", xticks=[1, len(history) // 2, len(history)])
            axes.grid(False)
        ticks = [0.1, 0.3, 1, 3, 10]
        left.set(title=f"η = {rate:g}: loss {loss:.3f}", ylim=(-1, 1))
        left.set_yticks(np.log10(ticks), [f"{tick:g}" for tick in ticks])
        shares = [0.6, 0.7, 0.8, 0.9, 1]
        right.set(title=f"Dev accuracy {accuracy:.1%}", ylim=(0.6, 1))
        right.set_yticks(shares, [f"{share:.0%}" for share in shares])
        return Picture(
            figure,
            "Loss on the left and accuracy on the right over the steps: the chosen learning rate "
            "as a thick line up to the chosen step, all other rates as thin grey ones.",
        )


def score_parts(network: Network, image: np.ndarray, digit: int) -> tuple[np.ndarray, np.ndarray]:
    """What each pixel adds to a digit's score, shape (28, 28), and all ten scores."""
    x = network.normalise(image / 255 if image.dtype == np.uint8 else image)[0]
    layer = network.layers[0]
    return (x * layer.W[:, digit]).reshape(SIDE, SIDE), x @ layer.W + layer.b


def score_breakdown(network: Network, image: np.ndarray, digit: int) -> Picture:
    """What every pixel of an image adds to one digit's score, beside the ten scores.

    Parameters
    ----------
    network : Network
        With a single layer.
    image : ndarray, shape (28, 28)
        Ink is 1 (or 255, as uint8).
    digit : int
        Whose score is broken down.
    """
    image = image / 255 if image.dtype == np.uint8 else image
    parts, scores = score_parts(network, image, digit)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.1), dpi=style.LIVE_DPI, layout="none")
        figure.subplots_adjust(left=0.02, right=0.985, bottom=0.15, top=0.84, wspace=0.12)
        left, middle, right = figure.subplots(1, 3, width_ratios=[1, 1, 0.9])
        left.imshow(image, vmin=0, vmax=1)
        left.set_title("the image")
        limit = np.abs(parts).max()
        middle.imshow(parts, cmap=SIGNED, vmin=-limit, vmax=limit)
        middle.contour(image, levels=[0.3], colors=style.INK, linewidths=0.9)
        middle.set_title(f"x · W for {digit}")
        for axes in (left, middle):
            axes.set(xticks=[], yticks=[])
            axes.grid(False)
            for spine in axes.spines.values():
                spine.set(visible=True, color=style.GRID)
        ink = image.ravel() > 0
        flat = parts.ravel()
        middle.set_xlabel(
            f"ink {flat[ink].sum():+.1f}   paper {flat[~ink].sum():+.1f}".replace("-", "−"), size=10
        )
        bars = right.barh(range(10), scores, color=style.GRID, edgecolor=style.MUTED)
        bars[digit].set(facecolor=style.BLUE, hatch="///")
        right.axvline(0, color=style.MUTED, linewidth=1)
        right.set(
            title=f"score of {digit}: {scores[digit]:+.1f}".replace("-", "−"), yticks=range(10)
        )
        right.tick_params(axis="y", length=0)
        right.invert_yaxis()
        right.grid(False)
        right.xaxis.set_major_locator(MaxNLocator(4))
        right.set_xlabel("z", size=10)
        return Picture(
            figure,
            f"Three panels: a handwritten digit; a map of what each pixel adds to the score of "
            f"{digit}, dark for, light against, with the digit's outline; the ten scores as bars.",
        )


def _plain_log(axis, ticks: list[float]) -> None:
    """Ticks of a logarithmic axis as plain numbers, where they lie within the view."""
    low, high = sorted(axis.get_view_interval())
    axis.set_ticks([tick for tick in ticks if low <= tick <= high])
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def _signed_bar(figure: Figure, image, axes) -> None:
    """A colour bar that says which end speaks for the digit."""
    ends = [image.norm.vmin, 0, image.norm.vmax]
    bar = figure.colorbar(
        image, ax=axes, location="bottom", shrink=0.7, aspect=36, pad=0.04, ticks=ends
    )
    bar.ax.set_xticklabels(["ink here votes against", "no vote", "ink here votes for"], fontsize=10)
    bar.ax.tick_params(length=0)
    bar.outline.set_visible(False)
