"""Chapter 3: its figures, explorers and exercises."""

from .explorers import digit_through_layers, light_up, optimizer_race
from .figures import (
    ablation_chart,
    bias_correction,
    errors_by_confidence,
    filters,
    gradient_noise,
    gradient_norms,
    loss_by_step,
    ravine,
    schedules,
    signal,
    through_layers,
    unit_activity,
)
