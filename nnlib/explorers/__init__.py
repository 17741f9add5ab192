"""The chapters' explorers: move a slider and watch the picture follow."""

from .backprop import descent_explorer, walk, weight_explorer
from .explorer import Explorer
from .production import break_explorer, road_explorer

__all__ = [
    "Explorer",
    "break_explorer",
    "descent_explorer",
    "road_explorer",
    "walk",
    "weight_explorer",
]
