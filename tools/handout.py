"""A sheet on paper: a network of two times two units by hand, another one for each pupil.

    python tools/handout.py [--pupils N] [--seed N] [--language de] [--out FILE]

Writes an A4 PDF: a page for each pupil, and the key, which the library computes, at the end. The
number on a sheet says which one it is, so a lost sheet or key can be printed again.
"""

import argparse
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

import nnlib
from nnlib.app import style
from nnlib.app.words import asked_for, languages, number, translator
from nnlib.course.picture import styled
from nnlib.files import ROOT

A4 = (8.27, 11.69)  # inches
LEFT, RIGHT = 0.09, 0.91  # of the page
KEYS = 6  # pupils on a page of the key
WIDTH = 98  # letters of a line of words
BLANK = "________"
RATE = 0.5  # as the sheet's last step says
TARGET = ROOT / "build" / "handout.pdf"


@dataclass(frozen=True)
class Sheet:
    """One pupil's network, and all that follows from it; arrays of one row are flat."""

    number: str
    x: np.ndarray
    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray
    label: int
    z: np.ndarray
    a: np.ndarray
    logits: np.ndarray
    p: np.ndarray
    loss: float
    delta2: np.ndarray
    dW2: np.ndarray
    delta1: np.ndarray
    dW1: np.ndarray
    loss_after: float  # one step of gradient descent at `RATE` later


def sheet(seed: int, pupil: int) -> Sheet:
    """The network of one pupil: numbers that are easy by hand, and answers by the library.

    At least one hidden unit is on, none lies on the bend, and the answer is neither sure nor even.
    """
    rng = np.random.default_rng([seed, pupil])
    while True:
        network = nnlib.Network((2, 2, 2), dtype=np.float64)
        network.parameters[:] = rng.integers(-4, 5, 12) / 2
        x = rng.choice([-1.0, 1.0, 2.0, 3.0], 2)
        logits = network.forward(x[None])[0]
        first, _, second = network.layers
        z = first.forward(x[None])[0]
        apart = abs(logits[0] - logits[1])
        easy = np.abs(logits).max() <= 3 and 0.5 <= apart <= 2.5 and np.all(network.weights != 0)
        back = second.W[:, 0] != second.W[:, 1]  # else what comes back to the unit is 0
        if easy and z.max() > 0 and np.all(z != 0) and back[z > 0].all():
            break
    label = int(rng.integers(2))
    loss = network.loss_and_gradient(x[None], np.array([label]))
    given = [array.copy() for array in (first.W, first.b, second.W, second.b)]
    found = [array.copy() for array in (second.db, second.dW, first.db, first.dW)]
    p, a = network.loss.probabilities[0].copy(), np.maximum(z, 0)
    nnlib.GradientDescent(RATE).step(network.parameters, network.gradients)
    after = network.loss.forward(network.forward(x[None]), np.array([label]))
    return Sheet(f"{seed}-{pupil}", x, *given, label, z, a, logits, p, loss, *found, after)


class Page:
    """A page on which one writes from the top down."""

    def __init__(self):
        self.figure = Figure(figsize=A4, layout="none")
        self.y = 0.95

    def write(self, text: str, down: float = 0.026, x: float = LEFT, **look) -> None:
        """A line of text, and then some way down."""
        self.figure.text(x, self.y, text, va="top", **({"fontsize": 11} | look))
        self.y -= down

    def rule(self) -> None:
        """A thin line across."""
        across = Line2D([LEFT, RIGHT], [self.y, self.y], color=style.MUTED, linewidth=0.8)
        self.figure.add_artist(across)
        self.y -= 0.012


def network_picture(page: Page, one: Sheet, say) -> None:
    """Two inputs, two hidden units, two scores; beside each arrow its weight."""
    height = 0.225
    axes = page.figure.add_axes((LEFT, page.y - height, RIGHT - LEFT, height))
    axes.set(xlim=(-0.35, 2.35), ylim=(-0.5, 1.4))
    axes.axis("off")
    for layer, (W, b) in enumerate(((one.W1, one.b1), (one.W2, one.b2))):
        for i, j in np.ndindex(2, 2):
            begin, end = np.array([layer, 1.0 - i]), np.array([layer + 1.0, 1.0 - j])
            way = end - begin
            axes.annotate(
                "",
                end - 0.13 * way / np.hypot(*way),
                begin + 0.13 * way / np.hypot(*way),
                arrowprops={"arrowstyle": "->", "color": style.INK, "linewidth": 1},
            )
            at = begin + (0.3 if i != j else 0.5) * way
            behind = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5}
            axes.text(*at, number(W[i, j], say), ha="center", va="center", fontsize=11, bbox=behind)
        for j in (0, 1):
            text = f"b = {number(b[j], say)}"
            axes.text(layer + 1, 1.0 - j + 0.24, text, ha="center", fontsize=10, color=style.MUTED)
    names = [("x₁", "x₂"), ("a₁", "a₂"), ("s₁", "s₂")]
    for layer, pair in enumerate(names):
        for j, name in enumerate(pair):
            text = f"{name} = {number(one.x[j], say)}" if layer == 0 else name
            shape = "circle,pad=0.35" if layer else "round,pad=0.4"
            look = {"boxstyle": shape, "facecolor": style.PAPER, "edgecolor": style.INK}
            axes.text(layer, 1.0 - j, text, ha="center", va="center", fontsize=11, bbox=look)
    for layer, title in enumerate((say("inputs"), say("hidden units"), say("scores"))):
        axes.text(layer, -0.42, title, ha="center", fontsize=10, color=style.MUTED)
    page.y -= height + 0.008


def steps(say) -> Iterator[tuple[str, str, list[str]]]:
    """The sheet's steps: a heading, what to do, and lines with blanks."""
    yield (
        say("1  Forward"),
        say(
            "Each hidden unit adds up its inputs, each times the weight of its arrow, and its bias "
            "b: that is z. A negative z becomes 0, a positive one stays: that is a. The scores s "
            "add up the a's in the same way."
        ),
        [
            f"z₁ = {BLANK}   z₂ = {BLANK}     a₁ = {BLANK}   a₂ = {BLANK}",
            f"s₁ = {BLANK}   s₂ = {BLANK}",
        ],
    )
    yield (
        say("2  Probabilities and loss"),
        say(
            "p₁ = exp(s₁) / (exp(s₁) + exp(s₂)), and p₂ is the rest. The loss is −ln of the right "
            "class's p."
        ),
        [f"p₁ = {BLANK}   p₂ = {BLANK}     {say('loss')} = {BLANK}"],
    )
    yield (
        say("3  Backward"),
        say(
            "At the scores, δ is p, and 1 less for the right class. A weight's gradient is the "
            "value where its arrow begins times the δ where it ends."
        ),
        [
            f"δ(s₁) = {BLANK}   δ(s₂) = {BLANK}",
            f"a₁→s₁: {BLANK}   a₁→s₂: {BLANK}   a₂→s₁: {BLANK}   a₂→s₂: {BLANK}",
        ],
    )
    yield (
        "",
        say(
            "The δ of a hidden unit adds up what comes back along its arrows, weight times δ. It "
            "is 0 if the unit's z was negative."
        ),
        [
            f"δ(z₁) = {BLANK}   δ(z₂) = {BLANK}",
            f"x₁→a₁: {BLANK}   x₁→a₂: {BLANK}   x₂→a₁: {BLANK}   x₂→a₂: {BLANK}",
        ],
    )
    yield (
        say("4  A step downhill"),
        say(
            "Take half of its gradient away from every weight. The gradient of a bias is the δ of "
            "its unit: take half of that away too. Then go forward once more. Is the loss smaller?"
        ),
        [f"{say('loss')} = {BLANK}"],
    )


def pupils_page(one: Sheet, say) -> Figure:
    """The page that a pupil gets."""
    page = Page()
    page.write(say("A network by hand"), 0.036, fontsize=17, fontweight="bold")
    page.write(f"{say('Name')} ______________________________", 0, fontsize=11)
    page.write(f"{say('Sheet')} {one.number}", 0.03, x=RIGHT, fontsize=11, ha="right")
    network_picture(page, one, say)
    page.write(say("The right class is {}.").format(one.label + 1), 0.025, fontweight="bold")
    page.rule()
    for heading, words, lines in steps(say):
        if heading:
            page.write(heading, 0.025, fontsize=12.5, fontweight="bold")
        for line in textwrap.wrap(words, WIDTH):
            page.write(line, 0.019, fontsize=10)
        page.y -= 0.009
        for line in lines:
            page.write(line, 0.0305, fontsize=11)
    return page.figure


def key_page(sheets: list[Sheet], say) -> Figure:
    """Some pupils' answers, rounded to three digits."""
    page = Page()
    page.write(say("Key: what the library computes"), 0.036, fontsize=15, fontweight="bold")
    for one in sheets:
        page.rule()

        def row(name: str, values) -> str:
            return f"{name} {'   '.join(number(v, say, 3) for v in np.ravel(values))}"

        title = f"{say('Sheet')} {one.number}, {say('class')} {one.label + 1}"
        page.write(title, 0.023, fontweight="bold")
        left = [row("z:", one.z), row("a:", one.a), row("s:", one.logits), row("p:", one.p)]
        left.append(row(f"{say('loss')}:", one.loss))
        right = [row("δ(s):", one.delta2), row("a₁→s₁, a₁→s₂, a₂→s₁, a₂→s₂:", one.dW2)]
        right += [row("δ(z):", one.delta1), row("x₁→a₁, x₁→a₂, x₂→a₁, x₂→a₂:", one.dW1)]
        right.append(row(say("loss after the step:"), one.loss_after))
        for one_side, other in zip(left, right, strict=True):
            page.write(one_side, 0, fontsize=9.5)
            page.write(other, 0.02, x=0.38, fontsize=9.5)
        page.y -= 0.008
    return page.figure


@styled()
def handout(path: Path, pupils: int, seed: int, language: str = "en") -> None:
    """Write the sheets of a class, and the key behind them."""
    say = translator(language)
    sheets = [sheet(seed, pupil) for pupil in range(1, pupils + 1)]
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"Title": say("A network by hand"), "CreationDate": None}
    with PdfPages(path, metadata=about) as pages:
        for one in sheets:
            pages.savefig(pupils_page(one, say))
        for begin in range(0, pupils, KEYS):
            pages.savefig(key_page(sheets[begin : begin + KEYS], say))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pupils", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1, help="another seed, other networks")
    parser.add_argument("--language", choices=languages(), default=asked_for())
    parser.add_argument("--out", type=Path, default=TARGET)
    given = parser.parse_args()
    handout(given.out, given.pupils, given.seed, given.language)
    print(f"wrote {given.out}: {given.pupils} sheets, and the key at the end")


if __name__ == "__main__":
    main()
