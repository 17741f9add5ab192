"""Chapter 5: its figures, explorers and exercises."""

from .explorers import KINDS, distorted, distortion_explorer, elastic_fields, pen_explorer
from .figures import (
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
