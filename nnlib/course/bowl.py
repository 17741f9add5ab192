"""A quadratic bowl ``½ (λ₁ θ₁² + λ₂ θ₂²)`` for optimizers to walk on."""

import numpy as np

START = (2.0, 1.5)
CURVATURES = (1.0, 10.0)  # λ₁ and λ₂


def walk(
    optimizer, steps: int, start=START, curvatures=CURVATURES
) -> tuple[np.ndarray, np.ndarray]:
    """Walk on the bowl with any optimizer.

    Returns
    -------
    path : ndarray, shape (steps + 1, 2)
        Where it has been, the start included.
    losses : ndarray, shape (steps + 1,)
    """
    curvatures, theta = np.array(curvatures), np.array(start, float)
    path = [theta.copy()]
    for _ in range(steps):
        optimizer.step(theta, curvatures * theta)
        path.append(theta.copy())
    path = np.array(path)
    return path, 0.5 * (path**2 @ curvatures)


def contours(curvatures, heights, points: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """The bowl's contour lines: all of them as one line (θ₁, θ₂) whose pen a NaN lifts."""
    turn = np.append(np.linspace(0, 2 * np.pi, points), np.nan)
    radii = np.sqrt(2 * np.array(heights)[:, None] / np.array(curvatures)[:, None, None])
    return (radii[0] * np.cos(turn)).ravel(), (radii[1] * np.sin(turn)).ravel()
