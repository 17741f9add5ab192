"""What each part of the training set buys: the stored table of chapter 5."""

from ...files import ROOT
from .. import tables

TABLE = ROOT / "notebooks" / "additions.csv"  # `tools/additions.py` writes it
FIELDS = {
    "training_set": str,
    "epochs": int,
    "dev": float,
    "hands": float,
    "low": float,
    "high": float,
    "letters_refused": float,
    "spoilt": float,
}


def read_table() -> list[dict]:
    """The stored results, one dict a row with the keys of `FIELDS`; each row adds one thing."""
    return tables.read_table(TABLE, FIELDS)
