"""The chapters' explorers: move a slider and watch the picture follow."""

from .explorer import Explorer
from .linear import learning_rate_and_steps, score_by_pixel

__all__ = ["Explorer", "learning_rate_and_steps", "score_by_pixel"]
