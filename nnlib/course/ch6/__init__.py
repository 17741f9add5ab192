"""Chapter 6: what an answer rests on, what new weights change, and whom a class helps."""

from . import erasing
from .evidence import evidence_map
from .writers import writers
