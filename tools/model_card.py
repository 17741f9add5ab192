"""Measure the three networks and write what stands between the marks in weights/MODEL_CARD.md.

    python tools/model_card.py DRAWINGS

DRAWINGS is the UCI pen digits' original file (`pendigits-orig.tra`, plain or .gz). The rows about
canvas pixels are those of notebooks/production.csv: run tools/production.py first.
"""

import re
import sys

import numpy as np

from nnlib.calibration import expected_calibration_error
from nnlib.checkpoint import load_checkpoint
from nnlib.course.ch4 import recorded
from nnlib.data import load_mnist
from nnlib.evaluation import evaluate, evaluate_drawings
from nnlib.files import ROOT
from nnlib.images.drawings import read_unipen
from nnlib.images.handwriting import STRANGERS, draw_other, drawn_images
from nnlib.images.preprocess import image_to_tensor
from nnlib.images.strokes import strokes_to_image
from photographs import on_paper, photo

CARD = ROOT / "weights" / "MODEL_CARD.md"
NAMES = ("softmax", "mlp", "robust")
SEED = 1  # of photographs, pen drawings and scribbles made for the measurement
N_PHOTOGRAPHS, N_DRAWN, N_THINGS = 600, 3000, 1000


def main() -> None:
    """Measure everything, and replace the marked parts of the card."""
    (path,) = sys.argv[1:]
    data, drawings = load_mnist(), read_unipen(path)
    saved = {name: load_checkpoint(f"weights/{name}.npz") for name in NAMES}
    on_test = {name: evaluate(c.network, data.test) for name, c in saved.items()}
    on_pens = {name: evaluate_drawings(c.network, drawings) for name, c in saved.items()}
    robust = saved["robust"]
    parts = {
        "networks": networks_table(saved, on_test, on_pens),
        "training": training(robust),
        "results": results(robust.network, data, on_test["robust"], on_pens["robust"], drawings),
    }
    card = CARD.read_text(encoding="utf-8")
    for name, text in parts.items():
        card, found = re.subn(
            rf"(<!-- {name} -->\n).*?(<!-- end -->)",
            lambda mark, text=text: f"{mark[1]}\n{text}\n\n{mark[2]}",
            card,
            flags=re.DOTALL,
        )
        if found != 1:
            raise SystemExit(f"{CARD}: want one part marked <!-- {name} -->, got {found}.")
    CARD.write_text(card, encoding="utf-8")


def networks_table(saved, on_test, on_pens) -> str:
    """The three files."""
    rows = [
        (
            f"`{name}.npz`",
            " → ".join(map(str, checkpoint.network.sizes)),
            f"{len(checkpoint.network.parameters):,}",
            f"`python -m nnlib train {name}`",
            share(on_test[name].accuracy),
            share(on_pens[name].accuracy),
        )
        for name, checkpoint in saved.items()
    ]
    return table(("file", "layers", "numbers", "made by", "MNIST test", "real pens"), rows)


def training(robust) -> str:
    """How long the stored run took."""
    seconds = robust.record["history"]["seconds"]
    return (
        f"**Time.** {len(seconds)} epochs in {sum(seconds) / 60:.0f} minutes on two cores. An "
        f"epoch took between {min(seconds):.1f} and {max(seconds):.1f} s, in the median "
        f"{np.median(seconds):.1f} s; the slow ones shared the cores with other work."
    )


def results(network, data, test, pens, drawings) -> str:
    """What robust.npz reads, refuses and confuses."""
    rng = np.random.default_rng(SEED)
    some = slice(N_PHOTOGRAPHS)
    sheets = [on_paper(image / 255, rng) for image in data.dev.images[some]]
    photographs = {
        dark: network.predict(np.stack([image_to_tensor(photo(s, rng, dark)) for s in sheets]))
        for dark in (True, False)
    }
    drawn, digits = drawn_images(N_DRAWN, rng)
    pixels = recorded.read_table("robust")
    conditions = [
        ("MNIST test, 10,000 images", test.accuracy),
        ("MNIST dev, 10,000 images", evaluate(network, data.dev).accuracy),
        ("MNIST training images, 50,000, undistorted", evaluate(network, data.train).accuracy),
        (f"real pens, {len(drawings):,} drawings", pens.accuracy),
        *(
            (
                f"photographs of {N_PHOTOGRAPHS} dev digits, {kind}, uneven light",
                np.mean(photographs[dark].argmax(axis=1) == data.dev.labels[some]),
            )
            for dark, kind in ((True, "dark on light"), (False, "light on dark"))
        ),
        (
            f"the synthetic pen, {N_DRAWN:,} drawings it was not trained on",
            np.mean(network.predict(drawn / 255).argmax(axis=1) == digits),
        ),
        *(
            (f"real pens as canvas pixels (280 px, pen {pen} px), through `image_to_tensor`", p)
            for pen in (18, 30)
            for p in [pixels["photo", pen]]
        ),
    ]
    real = np.stack([strokes_to_image(strokes) for _, strokes in drawings])
    refused = [
        ("MNIST test digits", refused_share(network, data.test.x)),
        ("real pens' digits", refused_share(network, real)),
        ("scribbles", refused_share(network, things(["scribble"], rng))),
        ("letters and signs never trained on", refused_share(network, things(STRANGERS, rng))),
        ("blank images", refused_share(network, np.zeros((1, 28, 28)))),
    ]
    on_test, on_pens = (
        expected_calibration_error(answer.probabilities, labels)
        for answer, labels in (
            (test, data.test.labels),
            (pens, np.array([label for label, _ in drawings])),
        )
    )
    errors = [f"a {i} read as {j} ({n})" for i, j, n in pens.commonest_confusions()]
    return "\n\n".join(
        [
            table(("condition", "accuracy"), [(name, share(a)) for name, a in conditions]),
            "Digit by digit:",
            table(
                ("digit", "MNIST test", "real pens"),
                [
                    (k, *(share(e.confusion[k, k] / e.confusion[k].sum()) for e in (test, pens)))
                    for k in range(10)
                ],
            ),
            table(("shown", "refused as no digit"), [(name, share(a)) for name, a in refused]),
            f"Temperature {network.temperature:.2f}, fitted on dev. Expected calibration error: "
            f"{share(on_test)} on MNIST's test set, {share(on_pens)} on the real pens. What has a "
            f"familiarity below {network.familiarity_threshold:.2f} is refused.",
            f"Commonest errors on real pens: {', '.join(errors)}.",
        ]
    )


def things(names, rng) -> np.ndarray:
    """Images of what is no digit."""
    names = list(names)
    drawn = [draw_other(rng, names[i % len(names)]) for i in range(N_THINGS)]
    return np.stack([strokes_to_image(strokes) for strokes in drawn])


def refused_share(network, images) -> float:
    """How many of these the network says it does not know."""
    return float(np.mean(~network.knows(images)))


def table(head, rows) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def share(value) -> str:
    """A percentage with two places."""
    return f"{value:.2%}".replace("%", " %")


if __name__ == "__main__":
    main()
