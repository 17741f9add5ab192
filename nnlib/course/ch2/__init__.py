"""Chapter 2: how far one linear layer gets, and where it stops."""

from .dataset import mean_digits, pixel_statistics, sample_digits
from .descent import nudge_growth, plateau, rate_sweep, wobble
from .explorers import learning_rate_and_steps, score_by_pixel, templates_step_by_step
from .long_runs import read_deep_loss, read_long_run, read_templates
from .mistakes import confidence, confusion_gallery, confusion_matrix
from .parabola import loss_along, parabola_walks
from .push import smallest_push
from .weights import templates_on_the_way, weight_templates
