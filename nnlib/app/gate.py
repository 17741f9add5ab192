"""What new weights must not spoil: a watch list, and a gate that a network passes or not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..arguments import check_all, one_of
from ..data import MNIST, Split
from ..images.hands import load_hands, strangers
from ..images.handwriting import drawn_images
from ..images.strokes import strokes_to_images
from ..network import Network
from ..sources import split_of
from .words import figures, to_say

MAY_LOSE = 0.01  # of each share: what a thousand drawings cannot tell from chance
N_DRAWN = 1000
SEEDS = {"choose": 31, "gate": 32}  # of the synthetic pen's drawings


@dataclass(frozen=True)
class Watched:
    """Digits with their labels, of which a share is read; or strangers, of which some are refused.

    `labels` is None for what is no digit.
    """

    images: np.ndarray
    labels: np.ndarray | None


def watch_list(data: MNIST, part: str) -> dict[str, Watched]:
    """The things that a network must go on reading, or refusing.

    The part "choose" may steer a training; "gate" is other images of the same kinds, for the end.
    """
    check_all({"part": part}, {"part": one_of(SEEDS)})
    at_end = part == "gate"
    mnist: Split = data.test if at_end else data.dev
    images, labels = drawn_images(N_DRAWN, np.random.default_rng(SEEDS[part]))
    hands = load_hands("digits-dev")
    writers = sorted({drawing.writer for drawing in hands})[at_end::2]
    letters = strangers("dev")[at_end::2]
    real = split_of([drawing for drawing in hands if drawing.writer in writers])
    return {
        to_say("MNIST"): Watched(mnist.images, mnist.labels),
        to_say("real hands"): Watched(real.images, real.labels),
        to_say("the pen's styles"): Watched(images, labels),
        to_say("letters refused"): Watched(strokes_to_images(letters), None),
    }


def measures(network: Network, watched: Mapping[str, Watched]) -> dict[str, float]:
    """The share of each that is read correctly, or refused."""
    shares = {}
    for name, w in watched.items():
        probabilities, known = network.read(w.images)
        right = ~known if w.labels is None else probabilities.argmax(axis=1) == w.labels
        shares[name] = float(np.mean(right))
    return shares


def spoilt(before: Mapping[str, float], after: Mapping[str, float]) -> list[str]:
    """What lost more than it may."""
    return [name for name in before if after[name] < before[name] - MAY_LOSE]


def report(before: Mapping[str, float], after: Mapping[str, float], say: Callable = str) -> str:
    """The table of what was checked, and the verdict."""
    bad = spoilt(before, after)
    wide = max(17, *(len(say(name)) for name in before)) + 1
    lines = [f"{'':{wide}}{say('before'):>9}{say('after'):>9}"]
    for name in before:
        shares = figures(f"{before[name]:9.2%}{after[name]:9.2%}", say)
        lines.append(f"{say(name):{wide}}{shares}{'   ' + say('spoilt') if name in bad else ''}")
    closed = to_say("The gate stays closed: {1} (each may lose {0} points).")
    said = say(closed if bad else to_say("The gate opens (each may lose {} points)."))
    points, lost = figures(f"{100 * MAY_LOSE:.1f}", say), ", ".join(map(say, bad))
    return "\n".join([*lines, said.format(points, lost)])
