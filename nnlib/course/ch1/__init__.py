"""Chapter 1: how a network computes, and how it knows which way to change."""

from ..bowl import walk
from .descent import descents
from .explorers import descent_explorer, weight_explorer
from .graphs import computational_graph, tiny_network
from .slopes import gradient_check_curve, surprise
