"""Chapter 4: why a good network fails on what people draw, and how to find out."""

from .accuracies import one_fault_at_a_time, pipelines_compared
from .explorers import break_explorer, pipeline_explorer
from .properties import deviation_map, properties_compared
from .tensors import pad_and_tensor, tensor_beside, tensor_rows
