"""Chapter 4: why a good network fails on what people draw, and how to find out."""

from . import grading, repairs, watching
from .accuracies import one_fault_at_a_time, pipelines_compared
from .alarms import alarm_strips
from .explorers import break_explorer, pipeline_explorer
from .faults import broken
from .mystery import mystery_batches
from .properties import deviation_map, properties_compared
from .recorded import read_table, real_drawings
from .tensors import pad_and_tensor, tensor_beside, tensor_rows
