"""Exercises of chapter 1: forward and backward by hand."""

from .checking import Exercise

EXERCISES: dict[str, Exercise] = {}
