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
from .training import learning_curves, mistakes

__all__ = [
    "Picture",
    "computational_graph",
    "descents",
    "gradient_check_curve",
    "learning_curves",
    "mistakes",
    "one_descent",
    "one_weight",
    "surprise",
    "tiny_network",
]
