"""Rules that turn a gradient into a step; each works on the whole flat parameter vector."""

import math

import numpy as np

from .arguments import check_all, check_shape, number

# How the learning rate runs over the training: its share of the recipe's, at progress 0 to 1.
SCHEDULES = {
    "constant": lambda progress: 1.0,
    "cosine": lambda progress: 0.5 * (1 + math.cos(math.pi * progress)),  # Loshchilov, Hutter 2017
}
CONSTRAINTS = {
    "learning_rate": number(above=0),
    "beta": number(0, below=1),  # a running mean that keeps all of itself learns nothing
    "beta1": number(0, below=1),
    "beta2": number(0, below=1),
    "epsilon": number(0),
}


class Optimizer:
    """The common part of all rules: numbers checked at the door, and a state to go on from.

    A rule of your own needs a constructor that passes its numbers on, and a `step`. It names in
    `remembered` the things that it keeps from step to step; each is None until the first step.
    """

    remembered: tuple[str, ...] = ()

    def __init__(self, **numbers: float):
        check_all(numbers, {name: CONSTRAINTS[name] for name in numbers})
        vars(self).update(numbers, **dict.fromkeys(self.remembered))

    def state(self) -> dict[str, np.ndarray]:
        """All that must be saved to go on later as if nothing had happened."""
        kept = {name: getattr(self, name) for name in self.remembered}
        begun = all(value is not None for value in kept.values())
        return {name: np.array(value) for name, value in kept.items()} if begun else {}

    def restore(self, state: dict[str, np.ndarray]) -> None:
        """Take up a saved `state`; an empty one is that of a rule that has made no step."""
        for name in self.remembered if state else ():
            setattr(self, name, np.array(state[name]) if state[name].ndim else state[name].item())


class GradientDescent(Optimizer):
    """Walk downhill: ``θ ← θ − η g`` (Cauchy, 1847).

    Parameters
    ----------
    learning_rate : float
        The step's length per unit of gradient, η.

    Raises
    ------
    ValueError
        If a number is out of its range, or gradients and parameters differ in shape.

    Examples
    --------
    >>> theta = np.array([1.0])
    >>> GradientDescent(0.1).step(theta, gradients=np.array([2.0]))
    >>> theta
    array([0.8])
    """

    def __init__(self, learning_rate: float):
        super().__init__(learning_rate=learning_rate)

    def step(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Change `parameters` in place."""
        check_shape("gradients", gradients, parameters.shape)
        parameters -= self.learning_rate * gradients


class Momentum(Optimizer):
    """A ball with inertia: ``u ← β u + g``, then ``θ ← θ − η u`` (Polyak, 1964).

    Where gradients agree from step to step, the velocity ``u`` grows to ``g / (1 − β)``; where
    they alternate, it cancels. Errors are those of `GradientDescent`.

    Parameters
    ----------
    learning_rate : float
        η. A steady gradient moves the parameters by ``η g / (1 − β)`` a step.
    beta : float
        The share of the velocity that each step keeps.

    Examples
    --------
    >>> theta, optimizer = np.zeros(1), Momentum(0.1, beta=0.5)
    >>> for _ in range(3):  # steps of 0.1, 0.15 and 0.175
    ...     optimizer.step(theta, np.ones(1))
    >>> theta.round(3)
    array([-0.425])
    """

    remembered = ("u",)

    def __init__(self, learning_rate: float, beta: float = 0.9):
        super().__init__(learning_rate=learning_rate, beta=beta)

    def step(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Change `parameters` in place."""
        check_shape("gradients", gradients, parameters.shape)
        if self.u is None:
            self.u = np.zeros_like(parameters)
        self.u *= self.beta
        self.u += gradients
        parameters -= self.learning_rate * self.u


class RMSProp(Optimizer):
    """Each parameter's step is divided by the running size of its gradient.

    ``v ← β v + (1 − β) g²``, then ``θ ← θ − η g / (√v + ε)`` (Tieleman and Hinton, 2012).
    Errors are those of `GradientDescent`.

    Parameters
    ----------
    learning_rate : float
        η, about the length of a step in each parameter.
    beta : float
        The share of the running mean of ``g²`` that each step keeps.
    epsilon : float
        Keeps the division finite where the gradient has always been zero.

    Examples
    --------
    >>> theta = np.zeros(2)
    >>> RMSProp(0.1, beta=0.75).step(theta, np.array([1.0, 1000.0]))
    >>> theta.round(3)  # as long for a gradient a thousand times larger
    array([-0.2, -0.2])
    """

    remembered = ("v",)

    def __init__(self, learning_rate: float, beta: float = 0.9, epsilon: float = 1e-8):
        super().__init__(learning_rate=learning_rate, beta=beta, epsilon=epsilon)

    def step(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Change `parameters` in place."""
        check_shape("gradients", gradients, parameters.shape)
        if self.v is None:
            self.v = np.zeros_like(parameters)
        self.v *= self.beta
        self.v += (1 - self.beta) * gradients * gradients
        parameters -= self.learning_rate * gradients / (np.sqrt(self.v) + self.epsilon)


class Adam(Optimizer):
    """Steps scaled by running moments of the gradient (Kingma and Ba, 2015, algorithm 1).

    ``m ← β₁ m + (1 − β₁) g`` and ``v ← β₂ v + (1 − β₂) g²`` start at zero and are therefore too
    small at first; dividing by ``1 − βᵗ`` corrects that. Then
    ``θ ← θ − η m̂ / (√v̂ + ε)``.

    Here speed and clarity pull apart. This class trains the deep network, so it takes speed:
    written as they stand, the formulas make a dozen new vectors a step, and in a fresh process
    finding memory for them costs ten times the arithmetic. Each line of `step` is one pass over
    vectors that are there already, and the corrections are folded into two scalars (the end of
    the paper's section 2). Errors are those of `GradientDescent`.

    Parameters
    ----------
    learning_rate : float
        η, about the length of a step in each parameter.
    beta1, beta2 : float
        How much of the running means of ``g`` and ``g²`` each step keeps.
    epsilon : float
        Keeps the division finite where the gradient has always been zero.

    Examples
    --------
    >>> theta = np.zeros(2)
    >>> Adam(0.1).step(theta, np.array([1.0, 1000.0]))
    >>> theta.round(3)  # the first step is one learning rate long in each parameter
    array([-0.1, -0.1])
    """

    remembered = ("t", "m", "v")

    def __init__(
        self,
        learning_rate: float = 1e-3,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ):
        super().__init__(learning_rate=learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon)
        self.t = 0  # steps made
        self._scratch = None  # one vector to work in, so that a step allocates nothing

    def step(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Change `parameters` in place."""
        check_shape("gradients", gradients, parameters.shape)
        if self.m is None:
            self.m, self.v = np.zeros_like(parameters), np.zeros_like(parameters)
        if self._scratch is None:
            self._scratch = np.empty_like(parameters)
        m, v, work = self.m, self.v, self._scratch
        self.t += 1
        rate, epsilon = self.corrected()

        m *= self.beta1
        m += np.multiply(gradients, 1 - self.beta1, out=work)

        v *= self.beta2
        np.square(gradients, out=work)
        v += np.multiply(work, 1 - self.beta2, out=work)

        np.sqrt(v, out=work)
        work += epsilon
        np.divide(m, work, out=work)
        parameters -= np.multiply(work, rate, out=work)

    def corrected(self) -> tuple[float, float]:
        """The η and ε with which plain m and v make the step that m̂ and v̂ make with their own."""
        root = math.sqrt(1 - self.beta2**self.t)
        return self.learning_rate * root / (1 - self.beta1**self.t), self.epsilon * root
