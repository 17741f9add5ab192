"""Every figure of the chapters: each function takes results and gives back one `Picture`."""

from .picture import Picture
from .training import learning_curves, mistakes

__all__ = [
    "Picture",
    "learning_curves",
    "mistakes",
]
