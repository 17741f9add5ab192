"""Build it yourself: the steps from an empty library to a pad that answers with your network."""

from .board import Board, steps
from .judging import judge
from .laying import FOLDER, lay
from .yours import Yours, pad

__all__ = ["FOLDER", "Board", "Yours", "judge", "lay", "pad", "steps"]
