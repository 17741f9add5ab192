"""Chapter 2: its figures, explorers and exercises."""

from .explorers import learning_rate_and_steps, score_by_pixel
from .figures import (
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
    score_parts,
    weight_templates,
    wobble,
)
