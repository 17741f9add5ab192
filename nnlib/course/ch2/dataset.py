"""The data set in pictures: its digits, their means, its pixels."""

import numpy as np
from matplotlib.ticker import PercentFormatter

from ...app import style
from ...data import Split
from ..axes import SHARES
from ..picture import Picture, chart, styled


@styled()
def sample_digits(split: Split, rows: int = 5) -> Picture:
    """The first few images of every class, one class a column."""
    figure, grid = chart(0.72 * rows + 0.3, rows, 10)
    for digit, column in enumerate(grid.T):
        images = split.images[split.labels == digit][:rows]
        for axes, image in zip(column, images, strict=True):
            axes.imshow(image)
            axes.axis("off")
        column[0].set_title(str(digit), loc="center")
    return Picture(
        figure, f"Handwritten digits: ten columns, one for each class, {rows} images in each."
    )


@styled()
def mean_digits(split: Split) -> Picture:
    """The mean image of each class."""
    figure, grid = chart(3.3, 2, 5)
    for digit, axes in enumerate(grid.flat):
        axes.imshow(split.images[split.labels == digit].mean(axis=0), vmin=0, vmax=255)
        axes.set_title(f"mean {digit}", loc="center", fontsize=11)
        axes.axis("off")
    return Picture(figure, "Ten blurred digits, each the mean of all images of its class.")


@styled()
def pixel_statistics(split: Split) -> Picture:
    """How bright pixels are, and where there is ever ink; crosses mark where there is none."""
    values = np.bincount(split.images.ravel(), minlength=256).reshape(-1, 8).sum(axis=1)
    inked = (split.images > 0).mean(axis=0)
    figure, (left, right) = chart(3.5, 1, 2)
    left.bar(range(4, 256, 8), values / split.images.size, width=7, color=style.BLUE)
    left.set(yscale="log", title="Pixel values", xlabel="value (255 is full ink)")
    left.set(ylabel="share of all pixels", xticks=[0, 64, 128, 192, 255])
    left.yaxis.set_major_formatter(SHARES)
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
