"""The drawing pad: strokes go to the network, and its answer comes back."""
