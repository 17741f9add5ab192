"""The tables of weights/MODEL_CARD.md, in Markdown; tools/model_card.py puts them together."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

import corruptions as damage
import pictures
import strangers
from nnlib import MNIST, Evaluation, Network, Split, evaluate, evaluate_drawings
from nnlib.calibration import expected_calibration_error
from nnlib.course.ch4 import recorded
from nnlib.images.handwriting import draw_other, drawn_images
from nnlib.images.others import STRANGERS
from nnlib.images.preprocess import image_to_tensor
from nnlib.images.strokes import strokes_to_images
from nnlib.images.views import VIEWS
from nnlib.intervals import ENOUGH, MANY, WELL, by_writer, wilson
from photographs import on_paper, photo
from strangers import Shown, of_hands

SEED = 1  # of photographs, pen drawings and scribbles made for the measurement
N_PHOTOGRAPHS, N_DRAWN, N_THINGS, N_PICTURES = 600, 3000, 1000, 500
OFTEN = f"each looked at {len(VIEWS)} times"


def networks(saved, test: Split, on_test: Mapping[str, Evaluation], hands) -> str:
    """The three files."""
    rows = [
        (
            f"`{name}.npz`",
            " → ".join(map(str, checkpoint.network.sizes)),
            f"{len(checkpoint.network.parameters):,}",
            f"`python -m nnlib train {name}`",
            " ".join(by_hand(right(on_test[name], test.labels))),
            *(" ".join(by_hand(right(h.read[name], h.labels), h.writers)) for h in hands),
        )
        for name, checkpoint in saved.items()
    ]
    head = ("file", "layers", "numbers", "made by", "MNIST test")
    return table((*head, *(f"`{h.name}`" for h in hands)), rows)


def training(robust) -> str:
    """How long the stored run took."""
    seconds = robust.record["history"]["seconds"]
    return (
        f"**Time.** {len(seconds)} epochs in {sum(seconds) / 60:.0f} minutes on two cores. An "
        f"epoch took between {min(seconds):.1f} and {max(seconds):.1f} s, in the median "
        f"{np.median(seconds):.1f} s; the slow ones shared the cores with other work."
    )


def conditions(network: Network, data: MNIST, test: Evaluation, hands, rng) -> str:
    """The share read correctly under each condition, with its interval."""
    rows = [(f"MNIST test, {len(data.test):,} images", right(test, data.test.labels))]
    parts = {
        f"MNIST test, {OFTEN}": (data.test, True),
        f"MNIST dev, {len(data.dev):,} images": (data.dev, False),
        f"MNIST dev, {OFTEN}": (data.dev, True),
        f"MNIST training images, {len(data.train):,}, undistorted": (data.train, False),
    }
    for name, (split, views) in parts.items():
        rows.append((name, right(evaluate(network, split, views), split.labels)))
    rows += photographed(network, data.dev, rng)
    drawn, digits = drawn_images(N_DRAWN, rng)
    read = network.predict(drawn / 255).argmax(axis=1)
    rows.append((f"the synthetic pen, {N_DRAWN:,} drawings it was not trained on", read == digits))
    rows = [(name, *by_hand(correct)) for name, correct in rows]
    for h in hands:
        kinds = (f"{len(h.drawings):,} drawings", h.read["robust"]), (OFTEN, h.often)
        for kind, answers in kinds:
            rows.append((f"`{h.name}`, {kind}", *by_hand(right(answers, h.labels), h.writers)))
    pixels = recorded.read_table("robust")
    rows += [
        (
            f"the pen digits as canvas pixels (pen {pen} of 280), through `image_to_tensor`",
            share(right),
            f"({100 * low:.2f}–{100 * high:.2f})",
        )
        for pen in (18, 30)
        for right, low, high in [pixels["photo", pen]]
    ]
    return table(("condition", "accuracy", "95 % interval"), rows)


def photographed(network: Network, dev: Split, rng) -> list[tuple[str, np.ndarray]]:
    """Dev digits on paper, in uneven light: which are read."""
    some = slice(N_PHOTOGRAPHS)
    sheets = [on_paper(image / 255, rng) for image in dev.images[some]]
    rows = []
    for dark, kind in ((True, "dark on light"), (False, "light on dark")):
        pictures = np.stack([image_to_tensor(photo(sheet, rng, dark)) for sheet in sheets])
        name = f"photographs of {len(sheets)} dev digits, {kind}, uneven light"
        rows.append((name, network.predict(pictures).argmax(axis=1) == dev.labels[some]))
    return rows


def writers(hands) -> str:
    """Of each file with known writers: how many, the one in the middle, the worst."""
    rows = []
    for h in hands:
        for kind, answers in (("", h.read["robust"]), (f", {OFTEN}", h.often)):
            if len(set(h.writers)) < 2:
                continue
            result = by_writer(right(answers, h.labels), h.writers)
            middle, worst = map(named, (result.median, result.worst))
            rows.append((f"`{h.name}`{kind}", result.n_writers, middle, worst, len(result.badly)))
    few = f"of those with {ENOUGH} or more drawings"
    below = f"below {WELL:.0%} of {MANY} or more".replace("%", " %")
    head = ("drawings", "writers", f"median, {few}", "worst of them", below)
    return table(head, rows) if rows else "No file names its writers."


def digits(test: Evaluation, labels: np.ndarray, hands) -> str:
    """Each digit's accuracy on MNIST's test set and in each file."""
    sets = [(right(test, labels), labels, [""] * len(labels))]
    sets += [(right(h.read["robust"], h.labels), h.labels, h.writers) for h in hands]
    rows = []
    for k in range(10):
        cells = []
        for correct, labels, who in sets:
            these = np.flatnonzero(labels == k)
            some = correct[these], [who[i] for i in these]
            cells.append(" ".join(by_hand(*some)) if len(these) else "–")
        rows.append((k, *cells))
    return table(("digit", "MNIST test", *(f"`{h.name}`" for h in hands)), rows)


def corruptions(networks: Mapping[str, Network], split: Split) -> str:
    """What two networks read of damaged images, and by how many points they differ."""
    rows = []
    for name, shares in damage.table(networks, split).items():
        first, last = shares.values()
        cells = (
            f"{share(s)} {ends(*wilson(round(s * len(split)), len(split)))}" for s in (first, last)
        )
        rows.append((name, *cells, f"{100 * (last - first):+.2f}".replace("-", "−")))
    return table(("corruption", *(f"`{name}.npz`" for name in networks), "difference"), rows)


def picture_kinds(network: Network, hands) -> str:
    """What is read of pictures of each kind, drawn from strokes; None of a crowd should be."""
    drawings = pictures.some(hands.drawings, N_PICTURES, pictures.SEED)
    writers = [drawing.writer for drawing in drawings]
    plain = evaluate_drawings(network, drawings).predictions == [label for label, _ in drawings]
    rows = [("the strokes themselves", *by_hand(plain, writers), "–")]
    for name, read, refused, _ in pictures.measured(network, drawings, pictures.SEED):
        cells = ("–", "–") if read is None else by_hand(read, writers)
        rows.append((name, *cells, share(np.mean(refused))))
    return table(("picture", "read", "95 % interval", "refused"), rows)


def made_strangers(network: Network, rng: np.random.Generator) -> dict[str, Shown]:
    """What the synthetic pen draws that is no digit, and blank paper."""

    def things(names) -> Shown:
        names = list(names)
        drawn = (draw_other(rng, names[i % len(names)]) for i in range(N_THINGS))
        return Shown(strokes_to_images(drawn))

    return {
        "scribbles": things(["scribble"]),
        "letters and signs never trained on": things(STRANGERS),
        "blank images": Shown(np.zeros((1, 28, 28), np.float32)),
    }


#: Makers of what is no digit, a table each: the network and a generator → images by kind. Whoever
#: has strangers of another source adds a function here, and the card gains its table.
STRANGER_TABLES: list[Callable[[Network, np.random.Generator], Mapping[str, Shown]]] = [
    made_strangers,
    lambda network, rng: strangers.kinds(),
]


def refusals(network: Network, data: MNIST, hands, rng) -> list[str]:
    """What the network says it does not know: digits, and a table for each source of strangers."""
    shown = {"MNIST test digits": Shown(data.test.x)}
    for h in hands:
        shown[f"digits of `{h.name}`"] = of_hands(h.drawings)
        fine = right(h.read["robust"], h.labels)
        if misread := [h.drawings[i] for i in np.flatnonzero(~fine)]:
            shown[f"of `{h.name}`, what it misreads at one look"] = of_hands(misread)
    sources = [make(network, rng) for make in STRANGER_TABLES]
    return [refused(network, kinds) for kinds in (shown, *sources)]


def refused(network: Network, kinds: Mapping[str, Shown]) -> str:
    """The share of each kind of images that is refused as no digit, at one look and as the pad."""
    rows = []
    for kind, (images, writers) in kinds.items():
        looks = (
            " ".join(by_hand(~network.knows(images, views), writers)) for views in (False, True)
        )
        rows.append((kind, f"{len(images):,}", *looks))
    return table(("shown", "images", "refused as no digit", OFTEN), rows)


def scores(network: Network) -> str:
    """How well three scores part real digits from real letters."""
    rows = [
        (name, f"{area:.4f}", *map(share, at)) for name, area, *at in strangers.compared(network)
    ]
    head = [f"refused at {s:.0%} of digits".replace("%", " %") for s in strangers.SHARES]
    return table(("score", "AUROC", *head), rows)


def calibration(network: Network, data: MNIST, test: Evaluation, hands) -> str:
    """The two numbers fitted on dev, and how far confidence is from accuracy."""
    sets = {"MNIST's test set": (test, data.test.labels)}
    sets |= {f"`{h.name}`": (h.read["robust"], h.labels) for h in hands}
    errors = (
        f"{share(expected_calibration_error(answers.probabilities, labels))} on {name}"
        for name, (answers, labels) in sets.items()
    )
    return (
        f"Temperature {network.temperature:.2f}, fitted on dev. Expected calibration error: "
        f"{', '.join(errors)}. What has a familiarity below "
        f"{network.familiarity_threshold:.2f} is refused."
    )


def errors(hands) -> list[str]:
    """The commonest errors in each file."""
    return [
        f"Commonest errors in `{h.name}`: "
        + ", ".join(
            f"a {i} read as {j} ({n})" for i, j, n in h.read["robust"].commonest_confusions()
        )
        + "."
        for h in hands
    ]


def right(answers: Evaluation, labels: np.ndarray) -> np.ndarray:
    """Which samples were read correctly, bool (N,)."""
    return answers.predictions == labels


def by_hand(correct: np.ndarray, writers: Sequence[str] = ()) -> tuple[str, str]:
    """A share and its interval, by writer if more than one is known."""
    if len(set(writers)) < 2:
        return share(np.mean(correct)), ends(*wilson(int(np.sum(correct)), len(correct)))
    result = by_writer(correct, writers)
    return share(result.share), ends(result.low, result.high)


def table(head, rows) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def named(writer: tuple[str, float, int] | None) -> str:
    """A writer, with the share that is read of so many drawings."""
    if writer is None:
        return "–"
    name, good, n = writer
    return f"{name.replace('|', '/') or 'unknown'}: {share(good)} of {n:,}"


def share(value: float) -> str:
    """A percentage with two places."""
    return f"{value:.2%}".replace("%", " %")


def ends(low: float, high: float) -> str:
    """An interval, in per cent."""
    return f"({100 * low:.2f}–{100 * high:.2f})"
