"""The chapters' explorers: move a slider and watch the picture follow."""

from .explorer import Explorer

__all__ = ["Explorer"]
