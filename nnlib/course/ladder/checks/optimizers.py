"""Steps: rules that turn a gradient into a step."""

import math

import numpy as np

from .step import Missed, Step, random, same


def _walk(optimizer, rule, steps: int = 4, rate: float | None = None) -> None:
    """Let an optimizer walk a few steps, against a rule for one number: g → the step it makes."""
    theta, wanted = random(3, seed=1), random(3, seed=1)
    held = theta
    g = np.empty(3)  # one vector, filled anew before each step, as a network's gradients are
    for step in range(steps):
        g[:] = random(3, seed=10 + step) * 10.0 ** np.arange(-1, 2)
        if rate is not None and step == 2:
            optimizer.learning_rate = rate
        before = g.copy()
        optimizer.step(theta, g)
        wanted = wanted - np.array([rule(i, float(g[i]), step) for i in range(3)])
        same(f"parameters after step {step + 1}", held, wanted)
        same("the gradients, which should be as before", g, before, 0)


def descent(mine) -> None:
    """Steps of η g, in place, at a rate that changes on the way."""
    rates = [0.1, 0.1, 0.5, 0.5]
    _walk(mine.optimizers.GradientDescent(0.1), lambda i, g, t: rates[t] * g, rate=0.5)


def momentum(mine) -> None:
    """A velocity that remembers, in two walks that do not know of each other."""
    for beta in (0.5, 0.9):
        u = [0.0] * 3

        def rule(i, g, t, u=u, beta=beta):
            u[i] = beta * u[i] + g
            return [0.1, 0.1, 0.02, 0.02][t] * u[i]

        given = {} if beta == 0.9 else {"beta": beta}
        _walk(mine.optimizers.Momentum(0.1, **given), rule, rate=0.02)


def rmsprop(mine) -> None:
    """Steps divided by the root of a running mean, with and without what is given by default."""
    for beta, epsilon, given in ((0.9, 1e-8, ()), (0.6, 0.5, (0.6, 0.5))):
        v = [0.0] * 3

        def rule(i, g, t, v=v, beta=beta, epsilon=epsilon):
            v[i] = beta * v[i] + (1 - beta) * g * g
            return [0.1, 0.1, 0.02, 0.02][t] * g / (math.sqrt(v[i]) + epsilon)

        _walk(mine.optimizers.RMSProp(0.1, *given), rule, rate=0.02)


def adam(mine) -> None:
    """Two running means and their corrections."""
    for b1, b2, epsilon, given in ((0.9, 0.999, 1e-8, ()), (0.5, 0.8, 0.3, (0.5, 0.8, 0.3))):
        m, v = [0.0] * 3, [0.0] * 3

        def rule(i, g, t, m=m, v=v, b1=b1, b2=b2, epsilon=epsilon):
            m[i] = b1 * m[i] + (1 - b1) * g
            v[i] = b2 * v[i] + (1 - b2) * g * g
            m_hat, v_hat = m[i] / (1 - b1 ** (t + 1)), v[i] / (1 - b2 ** (t + 1))
            return [0.1, 0.1, 0.02, 0.02][t] * m_hat / (math.sqrt(v_hat) + epsilon)

        _walk(mine.optimizers.Adam(0.1, *given), rule, rate=0.02)
    theta = np.zeros(1)
    mine.optimizers.Adam().step(theta, np.ones(1))
    same("a first step at the default learning rate, 0.001", theta, [-0.001], 1e-7)


def cosine(mine) -> None:
    """Known places on the wave, and the constant."""
    for progress, wanted in ((0, 1), (0.25, 0.5 + math.sqrt(0.125)), (0.5, 0.5), (1, 0)):
        same(f"cosine({progress})", mine.optimizers.SCHEDULES["cosine"](progress), wanted)
    if mine.optimizers.SCHEDULES["constant"](0.7) != 1:
        raise Missed("the constant schedule is not 1")


STEPS = [
    Step(
        "downhill",
        2,
        "optimizers.GradientDescent.step",
        5,
        "parameters -= … changes the array itself; parameters = … makes another one that nobody "
        "sees.",
        descent,
    ),
    Step(
        "a ball that rolls",
        3,
        "optimizers.Momentum.step",
        10,
        "if self.u is None it is time for np.zeros_like. η comes in last: it is no part of u.",
        momentum,
    ),
    Step(
        "steps of one size",
        3,
        "optimizers.RMSProp.step",
        10,
        "update v first, then divide; ε is added to the root, not under it.",
        rmsprop,
    ),
    Step(
        "Adam",
        3,
        "optimizers.Adam.step",
        15,
        "add 1 to self.t first: the first step has t = 1. m̂ and v̂ are for this step alone; what "
        "is kept for the next is m and v, not corrected.",
        adam,
    ),
    Step(
        "a rate that fades",
        3,
        "optimizers.cosine",
        5,
        "math.cos runs from 1 at 0 to −1 at π; shift and halve it.",
        cosine,
    ),
]
