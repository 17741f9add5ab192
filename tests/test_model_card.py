"""The model card's program: every number beside its interval, every file under its name."""

import json
import re

import numpy as np
import pytest

import card_tables
import model_card
import strangers
from nnlib import draw_digit, load_network
from nnlib.intervals import wilson
from strangers import Shown

UNNAMED, NAMED = "nobody.jsonl", "two.tra"


def strokes(digit, rng):
    return [stroke.round().astype(int) for stroke in draw_digit(digit, rng)]


def unipen(digits, rng):
    """Drawings by two people, in turn; the second means another digit than she draws."""
    lines = []
    for i, digit in enumerate(digits):
        meant = digit if i % 2 else (digit + 1) % 10
        lines += [f'.SEGMENT DIGIT 0-1 ? "{meant}"', f".COMMENT  {meant}  {7 + i % 2}  {i}"]
        for stroke in strokes(digit, rng):
            lines += [".PEN_DOWN", *(f"{x} {-y}" for x, y in stroke), ".PEN_UP"]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def card(tmp_path_factory, small):
    """The card's text, as the program writes it from a few images and two files."""
    folder, rng = tmp_path_factory.mktemp("card"), np.random.default_rng(5)
    (folder / NAMED).write_text(unipen([k % 10 for k in range(40)], rng))
    lines = [
        {"label": k, "strokes": [stroke.tolist() for stroke in strokes(k, rng)]} for k in range(9)
    ]
    (folder / UNNAMED).write_text("\n".join(map(json.dumps, lines)))
    text = model_card.CARD.read_text(encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model_card, "CARD", folder / "card.md")
        patch.setattr(model_card, "load_mnist", lambda: small)
        for name, n in {
            "N_PHOTOGRAPHS": 20,
            "N_DRAWN": 30,
            "N_THINGS": 30,
            "N_PICTURES": 4,
        }.items():
            patch.setattr(card_tables, name, n)
        half = np.zeros((4, 28, 28), np.float32)
        half[:2, 5:20, 13:15] = 1
        patch.setattr(
            card_tables,
            "STRANGER_TABLES",
            [*card_tables.STRANGER_TABLES, lambda network, rng: {"half blank": Shown(half)}],
        )
        model_card.CARD.write_text(text, encoding="utf-8")
        model_card.main([str(folder / NAMED), str(folder / UNNAMED)])
        written = model_card.CARD.read_text(encoding="utf-8")
    assert model_card.CARD.read_text(encoding="utf-8") == text  # the real one is as it was
    return written


def rows(card, first):
    """The cells after the row's name, of every row that begins so."""
    found = re.findall(rf"^\| {re.escape(first)}(?:,[^|]*)? \| (.*) \|$", card, re.M)
    return [row.split(" | ") for row in found]


def test_what_is_not_between_marks_is_kept(card):
    marked = re.compile(r"(<!-- (?:networks|training|results) -->).*?(<!-- end -->)", re.DOTALL)
    text = model_card.CARD.read_text(encoding="utf-8")
    assert marked.sub(r"\1\2", card) == marked.sub(r"\1\2", text)


def test_mnist_has_wilsons_interval(card, small):
    network = load_network("weights/robust.npz")
    once, often = rows(card, "MNIST test")[:2]
    for row, views in ((once, False), (often, True)):
        good = int(np.sum(network.predict(small.test.x, views).argmax(1) == small.test.labels))
        assert row == [card_tables.share(good / 200), card_tables.ends(*wilson(good, 200))]


def test_a_file_with_writers_has_theirs_and_one_without_has_wilsons(card):
    named, unnamed = (rows(card, f"`{name}`")[0] for name in (NAMED, UNNAMED))
    low, high = map(float, re.findall(r"[\d.]+", named[1]))
    assert (low, high) == (0, 100)  # one of the two is never read: both may be she
    good = round(float(unnamed[0].split()[0]) * 9 / 100)
    assert unnamed[1] == card_tables.ends(*wilson(good, 9))


def test_the_worst_writer_is_named_and_the_unnamed_file_has_none(card):
    table = card.split("| drawings | writers |")[1].split("\n\n")[0]
    once, often = [line for line in table.splitlines() if NAMED in line]
    assert "| 2 | 7: 0.00 % of 20 | 7: 0.00 % of 20 | 0 |" in once
    assert "looked at 11 times" in often
    assert UNNAMED not in table


def test_every_table_has_both_files_and_an_interval_in_every_cell(card):
    share = r"\d+\.\d\d % \(\d+\.\d\d–\d+\.\d\d\)"
    for name in ("softmax", "mlp", "robust"):
        (row,) = rows(card, f"`{name}.npz`")
        assert all(re.fullmatch(share, cell) for cell in row[-3:])
    for k in range(10):
        (row,) = rows(card, str(k))
        assert len(row) == 3
        assert all(re.fullmatch(share, cell) for cell in row if cell != "–")
    assert rows(card, "9")[0][2] == "–"  # there is none in that file
    assert f"Commonest errors in `{NAMED}`: a 1 read as 0 (4)" in card


def test_the_corruptions_are_those_of_the_program(card, small):
    from corruptions import CORRUPTIONS, table

    networks = {name: load_network(f"weights/{name}.npz") for name in ("mlp", "robust")}
    for name, shares in table(networks, small.dev).items():
        (row,) = rows(card, name)
        assert [cell.split(" %")[0] for cell in row[:2]] == [
            f"{100 * s:.2f}" for s in shares.values()
        ]
        points = float(row[2].replace("−", "-"))
        assert points == pytest.approx(100 * (shares["robust"] - shares["mlp"]), abs=0.01)
    assert len([name for name in CORRUPTIONS if rows(card, name)]) == 15


def test_other_strangers_have_a_table_of_their_own(card):
    (row,) = rows(card, "half blank")
    assert row[0] == "4"
    assert float(row[1].split()[0]) >= 50
    assert rows(card, "scribbles")[0][0] == "30"
    assert rows(card, "blank images")[0][1].startswith("100.00 %")


def test_what_is_refused_has_writers_intervals_and_the_misread_a_row(card):
    network = load_network("weights/robust.npz")
    images, who = strangers.kinds()["real letters not built like a digit"]
    (row,) = rows(card, "real letters not built like a digit")
    assert row[0] == f"{len(images):,}" == "1,478"
    for cell, views in zip(row[1:], (False, True), strict=True):
        assert cell == " ".join(card_tables.by_hand(~network.knows(images, views), who))
    assert row[1] != " ".join(card_tables.by_hand(~network.knows(images)))
    (misread,) = rows(card, f"of `{NAMED}`, what it misreads at one look")
    assert misread[0] == "20"  # all of one of the two writers


def test_a_lost_mark_is_named():
    with pytest.raises(SystemExit, match="want one part marked <!-- results -->, got 0"):
        model_card.filled("nothing", {"results": "x"})


def test_it_asks_for_drawings(capsys):
    with pytest.raises(SystemExit):
        model_card.main([])
    assert "required: drawings" in capsys.readouterr().err
