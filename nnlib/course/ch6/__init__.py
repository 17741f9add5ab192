"""Chapter 6: what an answer rests on, and what new weights change."""

from . import erasing
from .evidence import evidence_map
