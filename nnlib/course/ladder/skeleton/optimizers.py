"""Rules that turn a gradient into a step; each works on the whole long vector."""

import math

import numpy as np


class GradientDescent:
    """Walk downhill: ``θ ← θ − η g``."""

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def step(self, parameters, gradients):
        """Change `parameters` in place, as in ``parameters -= …``; `gradients` stay as they are."""
        ...


class Momentum:
    """A ball with inertia: ``u ← β u + g``, then ``θ ← θ − η u``. At first u is 0."""

    def __init__(self, learning_rate, beta=0.9):
        self.learning_rate, self.beta = learning_rate, beta
        self.u = None  # the velocity; None before the first step

    def step(self, parameters, gradients):
        """Change `parameters` in place, and remember u for the next step."""
        ...


class RMSProp:
    """Divide by the running size: ``v ← β v + (1 − β) g²``, then ``θ ← θ − η g / (√v + ε)``."""

    def __init__(self, learning_rate, beta=0.9, epsilon=1e-8):
        self.learning_rate, self.beta, self.epsilon = learning_rate, beta, epsilon
        self.v = None  # None before the first step, then the running mean of g²

    def step(self, parameters, gradients):
        """Change `parameters` in place; at first v is 0."""
        ...


class Adam:
    """Steps scaled by running means of g and g², both 0 at first.

    In step t = 1, 2, …: ``m ← β₁ m + (1 − β₁) g`` and ``v ← β₂ v + (1 − β₂) g²``. Both begin too
    small; ``m̂ = m / (1 − β₁ᵗ)`` and ``v̂ = v / (1 − β₂ᵗ)`` correct that. Then
    ``θ ← θ − η m̂ / (√v̂ + ε)``.
    """

    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.epsilon = learning_rate, epsilon
        self.beta1, self.beta2 = beta1, beta2
        self.t, self.m, self.v = 0, None, None

    def step(self, parameters, gradients):
        """Change `parameters` in place."""
        ...


def cosine(progress):
    """The share of the learning rate at this progress, 0 to 1: half a wave of the cosine.

    It is 1 at the beginning, 1/2 halfway, 0 at the end: ``(1 + cos(π · progress)) / 2``.
    """
    ...


#: How the learning rate runs over the training, by name.
SCHEDULES = {"constant": lambda progress: 1.0, "cosine": cosine}
