"""Chapter 7: the same training on more than one core, and what it costs."""

from .cost import on_paper, step_chart, thousand_workers
from .model import WIRES, Wire, Work, fitted, measured, read_table, step_seconds
from .ring import around, ring_rounds
from .waiting import durations, timeline, waited, waiting
