"""Measure the three networks and write what stands between the marks in weights/MODEL_CARD.md.

    python tools/model_card.py DRAWINGS [DRAWINGS …]

DRAWINGS are files of labelled drawings, UNIPEN text or JSON lines, plain or .gz: such as the UCI
pen digits' original file (`pendigits-orig.tra`). Each has its own rows, under the file's name. The
rows about canvas pixels are those of notebooks/production.csv: run tools/production.py first.
"""

import argparse
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import card_tables as tables
from nnlib import MNIST, Checkpoint, Evaluation, Network, evaluate, load_checkpoint, load_mnist
from nnlib.evaluation import evaluate_drawings
from nnlib.files import ROOT
from nnlib.images.drawings import Drawing, read_drawings

CARD = ROOT / "weights" / "MODEL_CARD.md"
NAMES = ("softmax", "mlp", "robust")


@dataclass
class Hands:
    """A file of drawings, and how the networks read it."""

    name: str
    drawings: list[Drawing]
    read: dict[str, Evaluation] = field(default_factory=dict)
    often: Evaluation | None = None  # by robust, each drawing looked at eleven times

    @property
    def labels(self) -> np.ndarray:
        """The digit that was meant, for each drawing."""
        return np.array([label for label, _ in self.drawings])

    @property
    def writers(self) -> list[str]:
        """Who made each drawing."""
        return [drawing.writer for drawing in self.drawings]


def main(arguments: list[str] | None = None) -> None:
    """Measure everything, and replace the marked parts of the card."""
    parser = argparse.ArgumentParser(prog="python tools/model_card.py", description=__doc__)
    parser.add_argument("drawings", nargs="+", type=Path, help="UNIPEN text or JSON lines")
    paths = parser.parse_args(arguments).drawings
    data = load_mnist()
    saved = {name: load_checkpoint(ROOT / "weights" / f"{name}.npz") for name in NAMES}
    hands = [measured(path, saved) for path in paths]
    on_test = {name: evaluate(c.network, data.test) for name, c in saved.items()}
    card = CARD.read_text(encoding="utf-8")
    parts = {
        "networks": tables.networks(saved, data.test, on_test, hands),
        "training": tables.training(saved["robust"]),
        "results": results(saved, data, on_test["robust"], hands),
    }
    CARD.write_text(filled(card, parts), encoding="utf-8")


def measured(path: Path, saved: dict[str, Checkpoint]) -> Hands:
    """Read a file of drawings, and let each network read them."""
    hands = Hands(path.name, read_drawings(path))
    hands.read = {name: evaluate_drawings(c.network, hands.drawings) for name, c in saved.items()}
    hands.often = evaluate_drawings(saved["robust"].network, hands.drawings, views=True)
    return hands


def results(saved: dict[str, Checkpoint], data: MNIST, test: Evaluation, hands: list[Hands]) -> str:
    """What robust.npz reads, refuses and confuses."""
    network: Network = saved["robust"].network
    rng = np.random.default_rng(tables.SEED)
    pair = {name: saved[name].network for name in ("mlp", "robust")}
    return "\n\n".join(
        [
            tables.conditions(network, data, test, hands, rng),
            "The intervals hold 95 %. Of drawings by known writers they are by writer: a bootstrap "
            "that draws whole writers. All others are Wilson's, as if each answer were "
            "independent.",
            tables.writers(hands),
            "Digit by digit:",
            tables.digits(test, data.test.labels, hands),
            f"Damaged images, {len(data.dev):,} of dev, by `tools/corruptions.py` (fifteen "
            "corruptions of MNIST-C's kind; what `nnlib/images/soiling.py` does to training images "
            "is like some of them, by other rules):",
            tables.corruptions(pair, data.dev),
            f"Pictures of {tables.N_PICTURES} drawings of `{hands[0].name}`, made by "
            "`tools/pictures.py`, one look each:",
            tables.picture_kinds(network, hands[0]),
            *tables.refusals(network, data, hands, rng),
            "Three scores, on the digits of `data/digits-dev` and the letters and signs of "
            "`data/letters-dev` that are not built like one:",
            tables.scores(network),
            tables.calibration(network, data, test, hands),
            *tables.errors(hands),
        ]
    )


def filled(card: str, parts: dict[str, str]) -> str:
    """The card with new text between its marks."""
    for name, text in parts.items():
        card, found = re.subn(
            rf"(<!-- {name} -->\n).*?(<!-- end -->)",
            lambda mark, text=text: f"{mark[1]}\n{text}\n\n{mark[2]}",
            card,
            flags=re.DOTALL,
        )
        if found != 1:
            raise SystemExit(f"{CARD}: want one part marked <!-- {name} -->, got {found}.")
    return card


if __name__ == "__main__":
    main()
