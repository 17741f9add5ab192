"""Place and size repaired apart, so that each one's share of the damage can be told."""

from collections.abc import Iterable, Sequence

import numpy as np

from ...app import pipelines
from ...images.resampling import area_resize
from ...images.strokes import BOX, CENTRE, SIDE, centre_of_mass
from ...network import Network


def moved(image: np.ndarray) -> np.ndarray:
    """Made smaller as the naive pad does; but the ink's centre of mass comes to MNIST's."""
    scale = SIDE / len(image)
    ink = np.where(image.max() > 0, image, 1)  # a blank sheet has no centre: take its middle
    return area_resize(image, scale, CENTRE + 0.5 - scale * (centre_of_mass(ink) + 0.5))


def enlarged(image: np.ndarray) -> np.ndarray:
    """The longer side fills MNIST's box; but the box's middle stays where the naive pad has it."""
    if not image.max() > pipelines.INKED:
        return pipelines.resized(image)
    low, high = pipelines.ink_box(image)
    scale, middle = BOX / (high - low).max(), (low + high) / 2
    return area_resize(image, scale, SIDE / len(image) * middle - scale * middle)


BY_PLACE_AND_SIZE = {  # (place repaired, size repaired) → picture → 28 × 28
    (False, False): pipelines.resized,
    (True, False): moved,
    (False, True): enlarged,
    (True, True): pipelines.centred,
}


def place_and_size(
    network: Network, drawings: Iterable[Sequence[np.ndarray]], labels: np.ndarray
) -> dict[tuple[bool, bool], np.ndarray]:
    """Whether each drawing is read, bool (N,), with place and size repaired or not."""
    pictures = [pipelines.picture(strokes) for strokes in drawings]
    return {
        repaired: network.predict(np.stack([repair(image) for image in pictures])).argmax(axis=1)
        == labels
        for repaired, repair in BY_PLACE_AND_SIZE.items()
    }


def describe(right: dict[tuple[bool, bool], np.ndarray]) -> str:
    """The four shares as a table of two by two."""
    share = {repaired: f"{np.mean(read):9.1%}" for repaired, read in right.items()}
    return "\n".join(
        [
            f"{'':16}{'size as drawn':>15}{'size repaired':>15}",
            f"{'place as drawn':16}{share[False, False]:>15}{share[False, True]:>15}",
            f"{'place repaired':16}{share[True, False]:>15}{share[True, True]:>15}",
        ]
    )
