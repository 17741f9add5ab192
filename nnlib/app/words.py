"""Words in the reader's language, from ordinary gettext catalogues in ``locale/``."""

import gettext
from collections.abc import Callable
from pathlib import Path

from ..arguments import refusal

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "nnlib"
ENGLISH = "en"  # the language of the code: what has no translation stays as it is


def languages() -> list[str]:
    """The languages that can be had, by their codes, English first."""
    found = sorted(path.parents[1].name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return [ENGLISH, *found]


def translator(language: str = ENGLISH) -> Callable[[str], str]:
    """A function from an English sentence to the same in this language.

    Parameters
    ----------
    language : str
        A code, such as "de"; one of `languages`.

    Returns
    -------
    callable

    Raises
    ------
    ValueError
        If there is no catalogue for it.

    Examples
    --------
    >>> translator("de")("Name")
    'Name'
    """
    if language == ENGLISH:
        return str
    if language not in languages():
        raise refusal("language", repr(language), f"one of {', '.join(languages())}")
    return gettext.translation(DOMAIN, LOCALE, [language]).gettext


def number(value: float, translate: Callable[[str], str], digits: int = 2) -> str:
    """A number with the language's decimal mark and a true minus, at most so many digits after it.

    >>> number(-0.5, translator("de"))
    '−0,5'
    """
    text = f"{round(value, digits) + 0.0:.{digits}f}".rstrip("0").rstrip(".")
    return text.replace("-", "−").replace(".", translate("."))
