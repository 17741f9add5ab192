"""Old weights against new ones on drawings that were kept: what is newly right, and newly wrong."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from ..images.advice import diagnose
from ..images.drawings import Drawing
from ..images.strokes import strokes_to_images
from ..losses import familiarity
from ..network import Network

LISTED = 20  # drawings of each kind that the report names


@dataclass(frozen=True)
class Change:
    """A drawing that two networks read differently."""

    place: int  # among the drawings, from 1
    label: int
    old: int
    new: int


@dataclass(frozen=True)
class Replay:
    """Two networks' answers to the same labelled drawings; they look as often as the pad does."""

    n: int
    newly_right: list[Change]
    newly_wrong: list[Change]
    still_wrong: list[Change]

    def __str__(self) -> str:
        lines = [f"{self.n:,} drawings, {len(self.still_wrong)} misread by both"]
        for name, changes in (
            ("newly right", self.newly_right),
            ("newly wrong", self.newly_wrong),
        ):
            lines.append(f"{name}: {len(changes)}")
            lines += [
                f"  drawing {c.place}: a {c.label}, {c.old} → {c.new}" for c in changes[:LISTED]
            ]
            if len(changes) > LISTED:
                lines.append(f"  and {len(changes) - LISTED} more")
        uneven = chance(len(self.newly_right), len(self.newly_wrong))
        lines.append(f"By chance alone the two would be as uneven in {uneven:.1%} of cases.")
        return "\n".join(lines)


def chance(newly_right: int, newly_wrong: int) -> float:
    """How often a coin would share out the changes as unevenly, if neither network were better.

    This is the exact form of McNemar's test (1947, *Note on the sampling error of the difference
    between correlated proportions*): each drawing that changed sides counts as one toss.
    """
    n, most = newly_right + newly_wrong, max(newly_right, newly_wrong)
    return min(1.0, 2 * sum(comb(n, k) for k in range(most, n + 1)) / 2**n)


def replay(old: Network, new: Network, drawings: Sequence[Drawing]) -> Replay:
    """Let both networks read the drawings."""
    images = strokes_to_images(strokes for _, strokes in drawings)
    answers = [network.predict(images, views=True).argmax(axis=1) for network in (old, new)]
    right, wrong, both = [], [], []
    for i, ((label, _), before, after) in enumerate(zip(drawings, *answers, strict=True), 1):
        change = Change(i, label, int(before), int(after))
        if before != label == after:
            right.append(change)
        elif before == label != after:
            wrong.append(change)
        elif before != label:
            both.append(change)
    return Replay(len(drawings), right, wrong, both)


def fingerprint(network: Network) -> str:
    """Tells one set of weights from another: the beginning of a checksum of all it has learnt."""
    digest = hashlib.sha256()
    for name, value in sorted(network.state().items()):
        digest.update(name.encode())
        digest.update(np.asarray(value, np.float64).tobytes())
    return digest.hexdigest()[:16]


def circumstances(
    network: Network, image: np.ndarray, probabilities: np.ndarray, pipeline: str, pen: float
) -> dict:
    """What stood on the pad when a drawing was corrected: enough to find out why, later.

    `image` is the tensor that was fed, and `probabilities` (10,) what was shown.
    """
    from .. import __version__

    return {
        "weights": fingerprint(network),
        "version": __version__,
        "pipeline": pipeline,
        "pen": float(pen),
        "answer": int(probabilities.argmax()),
        "probability": round(float(probabilities.max()), 4),
        "familiarity": round(float(familiarity(network.logits(image))[0]), 3),
        "findings": [finding.name for finding in diagnose(image)],
    }
