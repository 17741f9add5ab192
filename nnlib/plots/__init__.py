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
from .picture import Picture
from .production import (
    broken_digit,
    deviation_map,
    one_fault_at_a_time,
    one_road,
    pad_and_tensor,
    properties_compared,
    repairs,
    tensor_beside,
    tensor_rows,
)
from .training import learning_curves, mistakes

__all__ = [
    "Picture",
    "broken_digit",
    "computational_graph",
    "descents",
    "deviation_map",
    "gradient_check_curve",
    "learning_curves",
    "mistakes",
    "one_descent",
    "one_fault_at_a_time",
    "one_road",
    "one_weight",
    "pad_and_tensor",
    "properties_compared",
    "repairs",
    "surprise",
    "tensor_beside",
    "tensor_rows",
    "tiny_network",
]
