"""What only the chapters need: figures, explorers, exercises, and the source shown in a cell."""
