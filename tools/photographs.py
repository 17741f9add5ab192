"""Photographs of digits, made: a sheet of paper under uneven light, through a noisy camera."""

import numpy as np

SHEET = 160  # pixels


def on_paper(
    digit: np.ndarray, rng: np.random.Generator, side: int = SHEET, zoom: int = 4
) -> np.ndarray:
    """A digit enlarged and put somewhere on a sheet; ink is 1."""
    big = np.kron(digit, np.ones((zoom, zoom)))
    sheet = np.zeros((side, side))
    y, x = rng.integers(0, side - len(big) + 1, 2)
    sheet[y : y + len(big), x : x + len(big)] = big
    return sheet


def photo(
    sheet: np.ndarray, rng: np.random.Generator, dark_ink: bool = True, noise: float = 0.02
) -> np.ndarray:
    """The sheet under uneven light, through a noisy camera."""
    y, x = np.mgrid[: len(sheet), : len(sheet)] / len(sheet) - 0.5
    slope = rng.normal(0, 0.2, 2)
    light = 0.75 + slope[0] * x + slope[1] * y - 0.15 * (x * x + y * y)
    pen = rng.uniform(0.5, 0.95)
    paper = light if dark_ink else 0.3 * light
    image = paper * (1 - pen * sheet) if dark_ink else paper + (1 - paper) * pen * sheet
    return np.clip(image + rng.normal(0, noise, sheet.shape), 0, 1)
