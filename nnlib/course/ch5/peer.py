"""What another author's network reads: the stored table of chapter 5."""

from ...files import ROOT
from .. import tables

TABLE = ROOT / "notebooks" / "peer.csv"  # `tools/peer.py` writes it
FIELDS = {"drawings": str, "n": int, "share": float, "low": float, "high": float}


def read_table() -> list[dict]:
    """The stored results, one dict a set of drawings with the keys of `FIELDS`."""
    return tables.read_table(TABLE, FIELDS)
