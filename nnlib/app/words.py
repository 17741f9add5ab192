"""Words in the reader's language, from ordinary gettext catalogues in ``locale/``."""

import gettext
import os
from collections.abc import Callable
from pathlib import Path

from ..arguments import one_of

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "nnlib"
ENGLISH = "en"  # the language of the code: what has no translation stays as it is


def languages() -> list[str]:
    """The languages that can be had, by their codes, English first."""
    found = sorted(path.parents[1].name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return [ENGLISH, *found]


def asked_for() -> str:
    """The first language of the environment's LANGUAGE that can be had; if there is none, English.

    Only this variable: LANG is set everywhere, and the chapters around a pad speak English.
    """
    codes = [code.partition(".")[0] for code in os.environ.get("LANGUAGE", "").split(":")]
    names = [name for code in codes for name in (code, code.partition("_")[0])]
    return next((name for name in names if name in languages()), ENGLISH)


def translator(language: str | None = None) -> Callable[[str], str]:
    """A function from an English sentence to the same in a language, by default the `asked_for`.

    >>> translator("de")("Name")
    'Name'
    """
    language = asked_for() if language is None else language
    one_of(languages()).check("language", language)
    if language == ENGLISH:
        return str
    found = gettext.translation(DOMAIN, LOCALE, [language]).gettext
    return lambda sentence: found(sentence) if sentence else ""  # its "" is the catalogue's head


def said(sentence: str) -> str:
    """A filter for the page around the pad: the sentence in the language that is `asked_for`."""
    return translator()(sentence)


def to_say(sentence: str) -> str:
    """The sentence as it is, marked for the catalogues: it is translated where it is said."""
    return sentence


def figures(text: str, translate: Callable[[str], str]) -> str:
    """A number that is written already, with the marks that the language has in numbers.

    >>> figures("1,234.5", translator("de"))
    '1.234,5'
    """
    marks = {".": translate("."), ",": translate(",")}
    return "".join(marks.get(sign, sign) for sign in text)


def number(value: float, translate: Callable[[str], str], digits: int = 2) -> str:
    """A number with a true minus, and at most so many digits after the language's decimal mark."""
    text = f"{round(value, digits) + 0.0:.{digits}f}".rstrip("0").rstrip(".")
    return figures(text.replace("-", "−"), translate)
