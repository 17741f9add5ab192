"""One epoch of the same training in each library, in its fastest ordinary form.

A contestant is a function that takes the training images (uint8, shape (N, 784)), their labels,
the layers' sizes and the batch size, and returns a function that trains for one epoch: all rows
once, in a fresh random order, with Adam at 0.001 and an L2 penalty of 5e-4 on the weights. What can
be done once (converting the data, compiling, building the network) is done before the clock starts.

The imports stand in the functions: a peer need not be installed, and each runs in a process of its
own, which should not pay for the others.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np

RATE, L2 = 1e-3, 5e-4


def normalised(images: np.ndarray) -> np.ndarray:
    """What the peers are fed: float32, each pixel's mean taken off, one scale for all."""
    x = images.astype(np.float32)
    x -= x.mean(axis=0)
    x /= x.std()
    return x


def nnlib(images, labels, sizes, batch_size, recipe="mlp", epochs=1, threads=None) -> Callable:
    """This library: `fit`, as the chapters call it, from the images as bytes.

    Given a number of threads, so many multiply, whatever `fit` would choose.
    """
    from nnlib import MNIST, RECIPES, History, Split, fit, training

    if threads is not None:  # in a process of its own: nothing else is changed by it
        training._blas_threads = lambda recipe: threads

    # of the robust recipe only what it does in an epoch: the pen's drawings are made once
    changes = {"sizes": sizes, "batch_size": batch_size, "drawings": 0, "others": 0, "hands": 0}
    recipe = replace(RECIPES[recipe], **changes)
    images = images.reshape(-1, 28, 28)
    data = MNIST(*(Split(images[:n], labels[:n]) for n in (None, 1, 1)))  # dev costs nothing here
    rng = np.random.default_rng(0)
    network, optimizer, history = recipe.build_network(rng), recipe.build_optimizer(), History()

    def epoch():
        fit(
            network,
            data,
            replace(recipe, epochs=len(history) + epochs),
            rng,
            optimizer=optimizer,
            history=history,
            progress=False,
        )

    return epoch


def _torch(images, labels, sizes, batch_size, fused) -> Callable:
    import torch

    x, y = torch.from_numpy(normalised(images)), torch.from_numpy(labels)
    layers = [torch.nn.Linear(*shape) for shape in pairwise(sizes)]
    parts = [part for layer in layers for part in (layer, torch.nn.ReLU())]
    model = torch.nn.Sequential(*parts[:-1])
    groups = [
        {"params": [layer.weight for layer in layers], "weight_decay": L2},
        {"params": [layer.bias for layer in layers]},
    ]
    optimizer = torch.optim.Adam(groups, lr=RATE, fused=fused)

    def epoch():
        for rows in torch.randperm(len(x)).split(batch_size):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
            optimizer.step()

    return epoch


def torch_default(*args) -> Callable:
    """PyTorch, everything in memory as float32, no DataLoader; Adam as it comes."""
    return _torch(*args, fused=None)


def torch_fused(*args) -> Callable:
    """The same with ``Adam(fused=True)``."""
    return _torch(*args, fused=True)


def sklearn(images, labels, sizes, batch_size) -> Callable:
    """scikit-learn's MLPClassifier, an epoch a call."""
    import warnings

    from sklearn.neural_network import MLPClassifier

    x = normalised(images)
    model = MLPClassifier(
        sizes[1:-1],
        learning_rate_init=RATE,
        alpha=L2,
        batch_size=batch_size,
        max_iter=1,
        warm_start=True,
    )
    warnings.filterwarnings("ignore", category=UserWarning)  # that one epoch is not enough
    return lambda: model.fit(x, labels)


def jax(images, labels, sizes, batch_size) -> Callable:
    """JAX, the whole epoch compiled into one call; a smaller last batch is left out."""
    import jax
    import jax.numpy as jnp

    x, y = jnp.asarray(normalised(images)), jnp.asarray(labels)
    rng = np.random.default_rng(0)
    start = [
        (rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)).astype(np.float32), np.zeros(n_out, "f4"))
        for n_in, n_out in pairwise(sizes)
    ]

    def loss(parameters, x, y):
        *hidden, (W, b) = parameters
        for V, c in hidden:
            x = jax.nn.relu(x @ V + c)
        log_p = jax.nn.log_softmax(x @ W + b)
        penalty = sum(jnp.sum(W * W) for W, _ in parameters)
        return -jnp.mean(log_p[jnp.arange(len(y)), y]) + 0.5 * L2 * penalty

    def step(state, rows):
        t, parameters, m, v = state
        t += 1
        gradients = jax.grad(loss)(parameters, x[rows], y[rows])
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, gradients)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradients)
        first, second = 1 - 0.9**t, 1 - 0.999**t
        parameters = jax.tree.map(
            lambda p, m, v: p - RATE * (m / first) / (jnp.sqrt(v / second) + 1e-8),
            parameters,
            m,
            v,
        )
        return (t, parameters, m, v), None

    @jax.jit
    def train(state, key):
        order = jax.random.permutation(key, len(x))
        steps = len(x) // batch_size
        rows = order[: steps * batch_size].reshape(steps, batch_size)
        return jax.lax.scan(step, state, rows)[0]

    parameters = jax.tree.map(jnp.asarray, start)
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    run = {"state": (jnp.float32(0), parameters, zeros, zeros), "key": jax.random.key(0)}

    def epoch():
        run["key"], key = jax.random.split(run["key"])
        run["state"] = jax.block_until_ready(train(run["state"], key))

    return epoch


def original(images, labels, sizes, batch_size) -> Callable:
    """The walkthrough that inspired this series, written anew from its description.

    float64, a dictionary of arrays W1, b1, … for each of parameters, gradients, m and v; a shuffled
    copy of the data in each epoch; every step makes every array anew.
    """
    rng = np.random.default_rng(0)
    x = images / 255.0
    x = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-8)
    y = np.eye(sizes[-1])[labels]
    depth = len(sizes) - 1
    parameters = {}
    for k, (n_in, n_out) in enumerate(pairwise(sizes), 1):
        parameters[f"W{k}"] = rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))
        parameters[f"b{k}"] = np.zeros((1, n_out))
    m = {name: np.zeros_like(value) for name, value in parameters.items()}
    v = {name: np.zeros_like(value) for name, value in parameters.items()}
    t = 0

    def gradients(x, y):
        a, z = {0: x}, {}
        for k in range(1, depth + 1):
            z[k] = a[k - 1] @ parameters[f"W{k}"] + parameters[f"b{k}"]
            a[k] = np.maximum(0, z[k])
        p = np.exp(z[depth] - z[depth].max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        delta, result = (p - y) / len(x), {}
        for k in range(depth, 0, -1):
            result[f"W{k}"] = a[k - 1].T @ delta + L2 * parameters[f"W{k}"]
            result[f"b{k}"] = delta.sum(axis=0, keepdims=True)
            if k > 1:
                delta = (delta @ parameters[f"W{k}"].T) * (z[k - 1] > 0)
        return result

    def epoch():
        nonlocal t
        order = rng.permutation(len(x))
        shuffled_x, shuffled_y = x[order], y[order]
        for i in range(0, len(x), batch_size):
            t += 1
            g = gradients(shuffled_x[i : i + batch_size], shuffled_y[i : i + batch_size])
            for name in parameters:
                m[name] = 0.9 * m[name] + 0.1 * g[name]
                v[name] = 0.999 * v[name] + 0.001 * g[name] ** 2
                m_hat, v_hat = m[name] / (1 - 0.9**t), v[name] / (1 - 0.999**t)
                step = RATE * m_hat / (np.sqrt(v_hat) + 1e-8)
                parameters[name] = parameters[name] - step

    return epoch


def products(images, labels, sizes, batch_size) -> Callable:
    """No training: only the matrix products of an epoch, in all threads. No library beats this."""
    rng = np.random.default_rng(0)
    tasks = []
    for k, (n_in, n_out) in enumerate(pairwise(sizes)):
        a = rng.random((batch_size, n_in), dtype=np.float32)
        W = rng.random((n_in, n_out), dtype=np.float32)
        delta = rng.random((batch_size, n_out), dtype=np.float32)
        tasks += [(a, W, delta.copy()), (a.T, delta, W.copy())]
        if k:
            tasks.append((delta, W.T, a.copy()))

    def epoch():
        for _ in range(0, len(images), batch_size):
            for left, right, out in tasks:
                np.matmul(left, right, out=out)

    return epoch


CONTESTANTS = {
    "nnlib": nnlib,
    "nnlib, two threads": partial(nnlib, threads=2),
    "robust": partial(nnlib, recipe="robust"),
    "softmax": partial(nnlib, recipe="softmax", epochs=20),
    "softmax, one thread": partial(nnlib, recipe="softmax", epochs=20, threads=1),
    "PyTorch, default Adam": torch_default,
    "PyTorch, fused Adam": torch_fused,
    "scikit-learn": sklearn,
    "JAX": jax,
    "the original's algorithm": original,
    "matrix products alone": products,
}
