"""The smallest push that changes an answer, as a picture."""

import numpy as np

from ...network import Network
from ..axes import answer_bars, framed, show_digit
from ..picture import Picture, chart, styled
from .weights import SIGNED


@styled()
def smallest_push(network: Network, image: np.ndarray, pushed: np.ndarray) -> Picture:
    """An image, ten times what was added to it, and the sum, each image over its answer.

    Both images are uint8, of shape (28, 28).
    """
    push = pushed.astype(int) - image
    figure, grid = chart(4.6, 2, 3, height_ratios=[1, 0.75])
    for axes, title in zip(grid[0], ("the image", "push × 10", "the two together"), strict=True):
        axes.set_title(title)
    show_digit(grid[0, 0], image)
    reach = 10 * np.abs(push).max()
    grid[0, 1].imshow(10 * push, cmap=SIGNED, vmin=-reach, vmax=reach)
    framed(grid[0, 1])
    grid[0, 1].set_xlabel("dark: ink added\nlight: ink taken away", size=10)
    show_digit(grid[0, 2], pushed)
    grid[1, 1].axis("off")
    for axes, shown in ((grid[1, 0], image), (grid[1, 2], pushed)):
        answer_bars(axes, network.predict(shown)[0], fontsize=12)
        axes.tick_params(axis="y", length=0, labelsize=9)
    return Picture(
        figure,
        "Three images: a handwritten digit, ten times a change that is spread over the whole "
        "stroke and its surroundings, and the digit with that change, which looks the same. The "
        "bars below the first and the last show that the network reads them as different digits.",
    )
