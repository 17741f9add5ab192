"""The ring: how everyone learns the sum, and hands on no more than a piece at a time."""

from collections.abc import Iterator

import numpy as np

from ...app import style
from ..axes import framed
from ..picture import Picture, chart, styled


def around(pieces: np.ndarray) -> Iterator[np.ndarray]:
    """All-reduce in a ring: the state before it, and after each round.

    `pieces` has a row for each worker: its gradient, cut into as many pieces as there are workers;
    shape (K, K) or (K, K, n). In the end every row is the sum.
    """
    state, k = pieces.copy(), len(pieces)
    yield state.copy()
    for turn in range(2 * (k - 1)):
        sent = [(worker, (worker - turn) % k) for worker in range(k)]
        if turn >= k - 1:
            sent = [(worker, (worker + 1 - turn + k - 1) % k) for worker in range(k)]
        values = [state[worker, piece].copy() for worker, piece in sent]  # all at the same time
        for (worker, piece), value in zip(sent, values, strict=True):
            if turn < k - 1:
                state[(worker + 1) % k, piece] += value
            else:
                state[(worker + 1) % k, piece] = value
        yield state.copy()


@styled()
def ring_rounds(workers: int = 4) -> Picture:
    """How many shares are in each piece that each worker has, round by round."""
    states = list(around(np.ones((workers, workers), dtype=int)))
    figure, grid = chart(3.7, 2, -(-len(states) // 2))
    panels = grid.ravel()
    panels[-1].set_visible(len(states) % 2 == 0)
    for turn, (axes, state) in enumerate(zip(panels, states, strict=False)):
        axes.imshow(state, vmin=0, vmax=1.6 * workers, cmap="Blues")
        for (i, j), count in np.ndenumerate(state):
            full = count == workers
            look = {"weight": "bold" if full else "normal", "color": style.INK}
            axes.text(j, i, count, ha="center", va="center", fontsize=13, **look)
        axes.set_title("start" if not turn else f"round {turn}", fontsize=12)
        framed(axes)
    panels[0].set_ylabel("worker", fontsize=11)
    panels[0].set_xlabel("piece", fontsize=11)
    return Picture(
        figure,
        f"Tables of {workers} workers by {workers} pieces, one for each round: all ones at the "
        f"start; half way each worker has one piece with all {workers} shares in it; in the end "
        "all pieces of all workers have.",
    )
