"""Chapter 4: its figures, explorers and exercises."""

from .explorers import break_explorer, road_explorer
from .faults import broken
from .figures import (
    broken_digit,
    deviation_map,
    one_fault_at_a_time,
    one_road,
    pad_and_tensor,
    properties_compared,
    repairs,
    tensor_beside,
    tensor_rows,
)
from .recorded import read_table, real_drawings
