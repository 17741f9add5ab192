"""Chapter 1: how a network computes, and how it knows which way to change."""

from ..bowl import walk
from .descent import descents
from .explorers import descent_explorer, spiral_explorer, weight_explorer
from .graphs import computational_graph, gates, tiny_network
from .opening import a_four, two_rows
from .scores import push, softmax_steps, three_avenues
from .slopes import gradient_check_curve, surprise
from .spirals import points, regions, share_right, spiral
from .units import bends, layer, neuron
