"""Chapter 1: its figures, explorers and exercises."""

from .explorers import descent_explorer, walk, weight_explorer
from .figures import (
    computational_graph,
    descents,
    gradient_check_curve,
    one_descent,
    one_weight,
    surprise,
    tiny_network,
)
