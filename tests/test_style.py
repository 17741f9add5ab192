"""The palette: text can be read on what it stands on."""

import re

import pytest

from nnlib.app import style


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", ["BLUE", "VERMILION", "GREEN", "PURPLE", "INK", "MUTED"])
def test_what_is_written_in_a_colour_can_be_read(name):
    assert contrast(getattr(style, name), style.PAPER) >= 4.5


def test_the_pads_style_sheet_uses_every_colour_it_is_given_and_no_other():
    sheet = style.css()
    defined = set(re.findall(r"(--nnlib-[a-z]+):", sheet))
    assert set(re.findall(r"var\((--nnlib-[a-z]+)", sheet)) == defined
    assert f"--nnlib-blue: {style.BLUE};" in sheet
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b", sheet.split("\n", 1)[1])  # all come from style.py
