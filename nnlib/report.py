"""What ``evaluate`` prints: who is read how well, how calibrated the network is, digit by digit."""

import numpy as np

from .calibration import expected_calibration_error
from .data import Split
from .evaluation import Evaluation
from .images.drawings import Drawing
from .images.hands import strangers
from .images.handwriting import draw_other
from .images.others import STRANGERS
from .images.strokes import strokes_to_images
from .intervals import ENOUGH, MANY, WELL, by_writer, wilson
from .network import Network

STRANGERS_SEED, N_STRANGERS = 1, 1000  # of the things that are not digits


def refused(network: Network, drawings: list[Drawing]) -> float:
    """The share of drawings that the network takes for something else than a digit."""
    images = strokes_to_images(strokes for _, strokes in drawings)
    return float(np.mean(~network.knows(images, views=True)))


def print_writers(drawings: list[Drawing], drawn: Evaluation) -> None:
    """The interval of the share read, and the writers in the middle and at the end."""
    right = drawn.predictions == [label for label, _ in drawings]
    writers = [drawing.writer for drawing in drawings]
    if len(set(writers)) < 2:
        low, high = wilson(int(right.sum()), len(right))
        print(f"95% interval {low:.2%} to {high:.2%}, as if nobody had made two of them")
        return
    result = by_writer(right, writers)
    print(f"95% interval {result.low:.2%} to {result.high:.2%}, by {result.n_writers} writers")
    if result.writers:
        print(f"{len(result.writers)} of them made {ENOUGH} or more: ", end="")
        print(f"median {_named(result.median)}, worst {_named(result.worst)}")
    if result.badly:
        print(f"below {WELL:.0%} of {MANY} or more: {', '.join(map(_named, result.badly))}")


def _named(writer: tuple[str, float, int]) -> str:
    name, share, count = writer
    return f"{name or 'unknown'} {share:.2%} of {count:,}"


def print_calibration(network: Network, split: Split, evaluation: Evaluation) -> None:
    """How far confidence and accuracy are apart, and what is refused of what."""
    error = expected_calibration_error(evaluation.probabilities, split.labels)
    print(f"expected calibration error on the test set: {error:.2%}")
    print(f"refused as no digit: {np.mean(~network.knows(split.x)):.2%} of the test set")
    rng = np.random.default_rng(STRANGERS_SEED)
    kinds = {
        "real letters and signs not built like a digit": strangers("dev"),
        "scribbles": [draw_other(rng, "scribble") for _ in range(N_STRANGERS)],
        "shapes of the synthetic pen never trained on": [
            draw_other(rng, name) for name in list(STRANGERS) * (N_STRANGERS // len(STRANGERS))
        ],
    }
    for title, things in kinds.items():
        print(f"{'':21}{np.mean(~network.knows(strokes_to_images(things))):.2%} of {title}")


def print_details(title: str, evaluation: Evaluation) -> None:
    """The share of each digit, and the commonest confusions."""
    print(f"\n{title}: digit by digit\ndigit   right  of     accuracy")
    for digit, row in enumerate(evaluation.confusion):
        share = row[digit] / max(row.sum(), 1)
        print(f"{digit:5}  {row[digit]:6,}  {row.sum():6,}  {share:7.2%}")
    print(f"{title}: commonest confusions")
    for digit, read_as, count in evaluation.commonest_confusions():
        print(f"    a {digit} read as {read_as}: {count} times")
