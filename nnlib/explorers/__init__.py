"""The chapters' explorers: move a slider and watch the picture follow."""

from .backprop import descent_explorer, walk, weight_explorer
from .explorer import Explorer

__all__ = ["Explorer", "descent_explorer", "walk", "weight_explorer"]
