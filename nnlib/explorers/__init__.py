"""The chapters' explorers: move a slider and watch the picture follow."""

from .deep import digit_through_layers, optimizer_race
from .explorer import Explorer
from .live import LiveCurves

__all__ = ["Explorer", "LiveCurves", "digit_through_layers", "optimizer_race"]
