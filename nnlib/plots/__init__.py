"""Every figure of the chapters: each function takes results and gives back one `Picture`."""

from .backprop import (
    computational_graph,
    descents,
    gradient_check_curve,
    one_descent,
    one_weight,
    surprise,
    tiny_network,
)
from .deep import (
    ablation,
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
from .picture import Picture
from .training import learning_curves, mistakes

__all__ = [
    "Picture",
    "ablation",
    "bias_correction",
    "computational_graph",
    "descents",
    "errors_by_confidence",
    "filters",
    "gradient_check_curve",
    "gradient_noise",
    "gradient_norms",
    "learning_curves",
    "loss_by_step",
    "mistakes",
    "one_descent",
    "one_weight",
    "ravine",
    "schedules",
    "signal",
    "surprise",
    "through_layers",
    "tiny_network",
    "unit_activity",
]
