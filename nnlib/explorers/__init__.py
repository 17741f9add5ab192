"""The chapters' explorers: move a slider and watch the picture follow."""

from .backprop import descent_explorer, walk, weight_explorer
from .explorer import Explorer
from .robust import KINDS, distorted, distortion_explorer, elastic_fields, pen_explorer

__all__ = [
    "KINDS",
    "Explorer",
    "descent_explorer",
    "distorted",
    "distortion_explorer",
    "elastic_fields",
    "pen_explorer",
    "walk",
    "weight_explorer",
]
