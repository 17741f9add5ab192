"""What the chapters are after: from an image's numbers to ten answers."""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle

from ...app import style
from ..axes import framed, show_digit
from ..picture import Picture, chart, styled

CORNER, SIDE = (12, 12), 7  # of the window whose numbers are written out: top, left; its side


@styled()
def a_four(image: np.ndarray, label: int) -> Picture:
    """An image, the numbers in a window of it, and the ten answers that we want."""
    figure, (left, middle, right) = chart(2.75, 1, 3, width_ratios=(1, 1.12, 0.62))
    show_digit(left, image)
    left.set_title("28 × 28 pixels …", fontsize=12)
    top, side = CORNER
    frame = {"fill": False, "edgecolor": style.VERMILION, "linewidth": 2}
    left.add_patch(Rectangle((side - 0.5, top - 0.5), SIDE, SIDE, **frame))

    window = image[top : top + SIDE, side : side + SIDE]
    middle.imshow(window, vmin=0, vmax=255)
    for y, x in np.ndindex(window.shape):
        colour = style.PAPER if window[y, x] > 110 else style.INK
        words = {"ha": "center", "va": "center", "fontsize": 10, "color": colour}
        middle.text(x, y, str(window[y, x]), **words)
    framed(middle)
    middle.spines[:].set(color=style.VERMILION, linewidth=2)
    middle.set_title("… are 784 numbers", fontsize=12)

    wanted = np.eye(10)[label]
    right.barh(range(10), wanted, color=style.BLUE)
    right.set(xlim=(0, 1.25), ylim=(9.6, -0.6), xticks=[], yticks=range(10))
    for k, p in enumerate(wanted):
        right.text(p + 0.06, k, f"{p:.0f}", va="center", fontsize=10)
    right.grid(False)
    right.spines["bottom"].set_visible(False)
    right.set_title("We want", fontsize=12)
    return Picture(
        figure,
        f"A handwritten {label}; a window of it with the number of each pixel, from 0 for paper "
        f"to 255 for ink; and ten bars, of which only the one of the {label} has a length.",
    )


@styled()
def two_rows(images: np.ndarray, titles: Sequence[str]) -> Picture:
    """Digits in two rows, shape (2, n, 28, 28), each row under its title."""
    figure, grid = chart(2.6, 2, images.shape[1])
    for title, row, shown in zip(titles, grid, images, strict=True):
        for axes, image in zip(row, shown, strict=True):
            show_digit(axes, image)
        row[0].set_title(title, fontsize=12)
    return Picture(figure, f"Two rows of handwritten digits: {' and '.join(titles)}.")
