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
from .robust import (
    distortion_gallery,
    error_bars,
    familiarity_strips,
    gallery,
    long_run,
    meshes,
    one_distortion,
    one_drawing,
    reliability_diagrams,
    road,
    spline,
    styles_read,
)
from .training import learning_curves, mistakes

__all__ = [
    "Picture",
    "computational_graph",
    "descents",
    "distortion_gallery",
    "error_bars",
    "familiarity_strips",
    "gallery",
    "gradient_check_curve",
    "learning_curves",
    "long_run",
    "meshes",
    "mistakes",
    "one_descent",
    "one_distortion",
    "one_drawing",
    "one_weight",
    "reliability_diagrams",
    "road",
    "spline",
    "styles_read",
    "surprise",
    "tiny_network",
]
