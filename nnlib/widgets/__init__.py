"""The drawing pad: strokes go to the network, and its answer comes back."""

from .pad import DigitPad

__all__ = ["DigitPad"]
