"""Old weights against new ones on drawings that were kept: what is newly right, and newly wrong."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

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
        return "\n".join(lines)


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
