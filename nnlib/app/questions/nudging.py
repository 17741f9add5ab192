"""The smallest move of a drawing's own points that changes the answer."""

from dataclasses import dataclass

import numpy as np

from ...network import Network
from ..pipelines import PIPELINES

HANDLES = 24  # points along the drawing that may be moved; those between them follow
STEP = 0.01  # of the digit's size: how far a handle is moved to see what that changes
FARTHEST = 0.02  # of it: how far in one round, as what was seen holds only nearby
MOST = 40  # rounds
PATIENCE = 10  # rounds more to look for a smaller move, once one is enough
ENOUGH = 0.1  # by how much the other digit's score is to lead


@dataclass(frozen=True)
class Nudge:
    """The drawing before and after, and how far its points went as a share of its size."""

    before: list[np.ndarray]
    after: list[np.ndarray]
    mean: float
    farthest: float
    flipped: bool


def nudged(network: Network, strokes: list[np.ndarray], pipeline: str, pen: float) -> Nudge:
    """Move the points as little as may be until the network reads another digit.

    Round by round: how does each score change with each handle? Then, as if these slopes held
    everywhere, which other digit is nearest, and what is the shortest way to it? (DeepFool:
    Moosavi-Dezfooli, Fawzi and Frossard 2016.) The slopes are found by trying, through all that a
    drawing goes through: pipeline, eleven looks, network.
    """
    size = max(np.ptp(np.concatenate(strokes), axis=0).max(), 1.0)
    hats = _hats(strokes, size)
    moves = np.zeros((len(hats), 2))

    def drawn(move: np.ndarray) -> list[np.ndarray]:
        shift = np.split(hats.T @ move, np.cumsum([len(s) for s in strokes])[:-1])
        return [stroke + by for stroke, by in zip(strokes, shift, strict=True)]

    def scores(moves: list[np.ndarray]) -> np.ndarray:
        images = np.stack([PIPELINES[pipeline](drawn(move), pen) for move in moves])
        return network.logits(images, views=True).astype(np.float64)

    answer, best, patience = int(scores([moves])[0].argmax()), None, PATIENCE
    for _ in range(MOST):
        tries = moves + STEP * size * np.eye(moves.size).reshape(-1, *moves.shape)
        here, *there = scores([moves, *tries])
        other, flipped = int(here.argmax()), here.argmax() != answer
        ways = (np.array(there) - here).T / (STEP * size)  # of each score, (10, 2 handles)
        ways -= ways[answer]
        lengths = np.linalg.norm(ways, axis=1) + 1e-12
        missing = here[answer] - here + ENOUGH
        if flipped:
            if best is None or np.linalg.norm(moves) < np.linalg.norm(best):
                best = moves
            # is there a shorter way, from where the points were, to the border as it is here?
            missing = missing + ways @ moves.ravel()
        else:
            other = int(np.where(np.arange(10) == answer, np.inf, missing / lengths).argmin())
        patience -= best is not None
        if not patience:
            break
        goal = (missing[other] / lengths[other] ** 2 * ways[other]).reshape(moves.shape)
        by = goal - moves if flipped else goal
        moves = moves + by * min(1, FARTHEST * size / max(np.hypot(*by.T).max(), 1e-12))
    moves = moves if best is None else best
    distances = np.hypot(*(hats.T @ moves).T) / size
    return Nudge(strokes, drawn(moves), distances.mean(), distances.max(), best is not None)


def _hats(strokes: list[np.ndarray], size: float) -> np.ndarray:
    """How much each point goes along with each handle: (handles, points)."""
    lengths = [np.hypot(*np.diff(s, axis=0, prepend=s[:1]).T).cumsum() for s in strokes]
    total = sum(length[-1] for length in lengths)
    parts = []
    for length in lengths:
        n = max(2, round(HANDLES * length[-1] / max(total, 1e-12)))
        n = 1 if length[-1] < STEP * size else n  # a dot
        places = np.linspace(0, length[-1], n)
        parts.append([np.interp(length, places, hat) for hat in np.eye(n)])
    hats, row, column = np.zeros((sum(map(len, parts)), sum(map(len, strokes)))), 0, 0
    for part in parts:
        hats[row : row + len(part), column : column + len(part[0])] = part
        row, column = row + len(part), column + len(part[0])
    return hats
