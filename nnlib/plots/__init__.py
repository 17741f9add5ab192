"""Every figure of the chapters: each function takes results and gives back one `Picture`."""

from .linear import (
    class_counts,
    confidence,
    confusion_gallery,
    confusion_matrix,
    descent,
    mean_digits,
    nudge_growth,
    pixel_statistics,
    plateau,
    rate_sweep,
    sample_digits,
    score_breakdown,
    weight_templates,
    wobble,
)
from .picture import Picture
from .training import learning_curves, mistakes

__all__ = [
    "Picture",
    "class_counts",
    "confidence",
    "confusion_gallery",
    "confusion_matrix",
    "descent",
    "learning_curves",
    "mean_digits",
    "mistakes",
    "nudge_growth",
    "pixel_statistics",
    "plateau",
    "rate_sweep",
    "sample_digits",
    "score_breakdown",
    "weight_templates",
    "wobble",
]
