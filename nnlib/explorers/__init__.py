"""The chapters' explorers: move a slider and watch the picture follow."""

from .backprop import descent_explorer, walk, weight_explorer
from .deep import digit_through_layers, optimizer_race
from .explorer import Explorer
from .linear import learning_rate_and_steps, score_by_pixel
from .live import LiveCurves
from .production import break_explorer, road_explorer
from .robust import (
    KINDS,
    distorted,
    distortion_explorer,
    elastic_fields,
    pen_explorer,
)

__all__ = [
    "KINDS",
    "Explorer",
    "LiveCurves",
    "break_explorer",
    "descent_explorer",
    "digit_through_layers",
    "distorted",
    "distortion_explorer",
    "elastic_fields",
    "learning_rate_and_steps",
    "optimizer_race",
    "pen_explorer",
    "road_explorer",
    "score_by_pixel",
    "walk",
    "weight_explorer",
]
