"""What each part of the training buys: the stored table of chapter 5."""

from ...files import ROOT
from .. import tables

TABLE = ROOT / "notebooks" / "additions.csv"  # `tools/additions.py` writes it
FIELDS = {
    "training": str,
    "seeds": int,
    "epochs": int,
    "dev": float,
    "hands": float,  # the share of real drawings read, a mean over seeds, and its interval
    "low": float,
    "high": float,
    "between_seeds": float,  # the best seed's share minus the worst's
    "gain": float,  # over the row before, drawing by drawing, and its interval
    "gain_low": float,
    "gain_high": float,
    "letters_refused": float,
    "spoilt": float,
}


def read_table() -> list[dict]:
    """The stored results, one dict a row with the keys of `FIELDS`; each row adds one thing."""
    return tables.read_table(TABLE, FIELDS)
