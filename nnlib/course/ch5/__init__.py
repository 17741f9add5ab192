"""Chapter 5: what fixes it, for whom, and how sure we are."""

from .calibration import familiarity_strips, reliability_diagrams
from .digits import distortion_gallery, gallery, meshes, spline
from .distortions import KINDS, distorted, elastic_fields
from .explorers import distortion_explorer, pen_explorer
from .gap import gap_chart
from .shares import error_bars, long_run, styles_read
from .surety import risk_coverage
from .writers import writers_read
