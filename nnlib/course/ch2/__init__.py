"""Chapter 2: how far one linear layer gets, and where it stops."""

from .dataset import class_counts, mean_digits, pixel_statistics, sample_digits
from .descent import nudge_growth, plateau, rate_sweep, wobble
from .explorers import learning_rate_and_steps, score_by_pixel
from .mistakes import confidence, confusion_gallery, confusion_matrix
from .weights import weight_templates
