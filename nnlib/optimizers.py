"""Rules that turn a gradient into a step; each works on the whole flat parameter vector."""

import math

import numpy as np

# How the learning rate runs over the training: its share of the recipe's, at progress 0 to 1.
SCHEDULES = {
    "constant": lambda progress: 1.0,
    "cosine": lambda progress: 0.5 * (1 + math.cos(math.pi * progress)),  # Loshchilov, Hutter 2017
}


class GradientDescent:
    """Walk downhill: ``θ ← θ − η g`` (Cauchy, 1847).

    Parameters
    ----------
    learning_rate : float
        The step's length per unit of gradient, η.
    """

    def __init__(self, learning_rate: float):
        self.learning_rate = learning_rate

    def step(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Change `parameters` in place."""
        parameters -= self.learning_rate * gradients

    def state(self) -> dict[str, np.ndarray]:
        """What must be saved to go on later as if nothing had happened: here, nothing."""
        return {}

    def restore(self, state: dict[str, np.ndarray]) -> None:
        """Take up a saved `state`."""


class Adam:
    """Steps scaled by running moments of the gradient (Kingma and Ba, 2015, algorithm 1).

    ``m ← β₁ m + (1 − β₁) g`` and ``v ← β₂ v + (1 − β₂) g²`` start at zero and are therefore too
    small at first; dividing by ``1 − βᵗ`` corrects that. Then
    ``θ ← θ − η m̂ / (√v̂ + ε)``.

    Parameters
    ----------
    learning_rate : float
        η, about the length of a step in each parameter.
    beta1, beta2 : float
        How much of the running means of ``g`` and ``g²`` each step keeps.
    epsilon : float
        Keeps the division finite where the gradient has always been zero.
    """

    def __init__(
        self,
        learning_rate: float = 1e-3,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ):
        self.learning_rate = learning_rate
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.t = 0  # steps taken
        self.m = self.v = None

    def step(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Change `parameters` in place."""
        if self.m is None:
            self.m, self.v = np.zeros_like(parameters), np.zeros_like(parameters)
        self.t += 1
        m, v = self.m, self.v
        m += (1 - self.beta1) * (gradients - m)
        v += (1 - self.beta2) * (gradients * gradients - v)
        m_hat = m / (1 - self.beta1**self.t)
        v_hat = v / (1 - self.beta2**self.t)
        parameters -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)

    def state(self) -> dict[str, np.ndarray]:
        """What must be saved to go on later as if nothing had happened."""
        return {} if self.m is None else {"t": np.array(self.t), "m": self.m, "v": self.v}

    def restore(self, state: dict[str, np.ndarray]) -> None:
        """Take up a saved `state`."""
        if state:
            self.t, self.m, self.v = int(state["t"]), state["m"].copy(), state["v"].copy()
