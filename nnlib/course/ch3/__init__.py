"""Chapter 3: what each ingredient of a deep network's recipe buys."""

from .ablation import ablation_chart
from .errors import errors_by_confidence
from .explorers import digit_through_layers, optimizer_race
from .initialisation import signal
from .optimizers import UncorrectedAdam, bias_correction, schedules
from .ravine import heights, race, steps_down, walk
from .steps import gradient_noise, loss_by_step
from .units import filters, gradient_norms, unit_activity
