"""What one may ask of a drawing, beside what it is: a panel each, folded until asked for."""

from .asking import Questions

__all__ = ["Questions"]
