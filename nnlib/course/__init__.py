"""The chapters' own: figures, explorers, exercises, and the source that a cell shows."""
