"""Pack the networks for the page in web/: `python tools/web_weights.py [--moments NAME…]`.

Run it after a change to weights/*.npz. With --moments it also trains these networks anew, and packs
what each was at some moments of its training. A file is a line of JSON and whole numbers, deflated;
web/weights.js unpacks it.
"""

import json
import sys
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from nnlib import MNIST, Network, calibrate, evaluate, load_mnist, load_network
from nnlib.app.choices import WEIGHTS
from nnlib.app.pipelines import PIPELINES, tensors
from nnlib.app.questions.moments import ENDING, STORE, unpacked
from nnlib.feeding import Feed
from nnlib.images.hands import load_hands, strangers
from nnlib.images.handwriting import draw_other, drawings
from nnlib.images.strokes import SIDE
from nnlib.images.views import VIEWS, views
from nnlib.layers import Dense
from nnlib.recipes import RECIPES
from nnlib.sources import real_digits

BATCHES = (0, 5, 10, 20, 40, 80, 160)  # after so many of them, and
EPOCHS = (1, 2, 3, 5, 15, 50, 150, 370)  # after so many of these, a moment is kept
# How fine each layer's weights are kept: half of its units have a largest weight of so many steps
# or more. The moments are coarser: they are looked at, and nothing is decided by them.
STEPS = {"softmax": (127,), "mlp": (27, 220, 2047), "robust": (78, 550, 2047)}
MOMENT_STEPS = (0.06, 0.037, 0.004)
COARSEST = 3  # times as long a step for pixels that say nothing new, or hardly ever see ink
KEPT = 0.75  # of a step: a moment's weight that moved by less stays where it was
DAMPING = 0.003  # of the inputs' mean square


def usual_images() -> np.ndarray:
    """What the page's networks see, for the most part: drawings, digits and others, in views."""
    rng = np.random.default_rng(1)
    drawn = drawings(1500, rng)[1] + [draw_other(rng) for _ in range(1000)]
    drawn += [strokes for _, strokes in load_hands("digits-train")[::5]] + strangers("train")[::6]
    images = [tensors(drawn, list(PIPELINES)[-1]), load_mnist().train.images[:3000] / 255]
    images = np.concatenate(images).astype(np.float32)
    parts = [view[i :: len(VIEWS)] for i, view in enumerate(views(images))]
    parts += [*views(images[::10]), tensors(drawn[::4], "naive").reshape(-1, SIDE**2)]
    return np.concatenate(parts)


def on_a_grid(
    W: np.ndarray, inputs: np.ndarray, step: float, coarsest: int = 1, before=None
) -> tuple[np.ndarray, np.ndarray]:
    """Weights (n_in, n_out) → whole numbers of steps, whose products with the inputs stay alike.

    Row by row, from the input that varies most: what a row loses by rounding, the rows after it
    make good as far as their inputs go together with its own (Frantar et al. 2023, *GPTQ*,
    section 3). The step of each row is one to `coarsest` times `step`, and returned too (n_in, 1).
    A weight stays at its whole number `before` if it lies near enough.
    """
    products = inputs.T.astype(np.float64) @ inputs / len(inputs)
    products[np.diag_indices(len(W))] += DAMPING * np.trace(products) / len(W)
    order = np.argsort(-np.diag(products), kind="stable")
    U = np.linalg.cholesky(np.linalg.inv(products[np.ix_(order, order)])).T
    steps = np.empty(
        (len(W), 1)
    )  # the less an input varies when the later ones are known, the longer
    steps[order, 0] = np.rint(np.diag(U) / np.quantile(np.diag(U), 0.15)).clip(1, coarsest) * step
    rest, whole = W[order].astype(np.float64), np.empty(W.shape, int)
    for i, row in enumerate(order):
        exact = rest[i] / steps[row]
        whole[row] = np.rint(exact)
        if before is not None:
            whole[row] = np.where(np.abs(exact - before[row]) < KEPT, before[row], whole[row])
        rest[i + 1 :] -= np.outer(U[i, i + 1 :], (rest[i] - whole[row] * steps[row]) / U[i, i])
    return whole, steps


def packed(moments: dict[str, Network], steps: Sequence[float], images: np.ndarray) -> bytes:
    """Networks of one training, by label: each as its difference from the one before it."""
    parts, planes, before = [], [], [None] * len(steps)
    for label, network in moments.items():
        x, n, biases = network.normalise(images), 0, []
        for layer in network.copy().layers:
            if isinstance(layer, Dense):
                coarsest = 1 if n else COARSEST
                whole, rows = on_a_grid(layer.W, x, steps[n], coarsest, before[n])
                layer.W[:] = whole * rows
                # the page multiplies pixels as they are: the mean moves into the first biases
                fed = 0 if n else network.mean / network.scale @ layer.W
                biases.append([float(f"{b:.7g}") for b in layer.b - fed])
                change = (whole if before[n] is None else whole - before[n]).ravel()
                planes.append(np.where(change < 0, -2 * change - 1, 2 * change).astype("<u2"))
                if n == 0:  # the same at each moment: the pixels are
                    times = np.rint(rows.ravel() / steps[0]).astype(int).tolist()
                before[n], n = whole, n + 1
            x = layer.forward(x)
        threshold = network.familiarity_threshold
        threshold = threshold if np.isfinite(threshold) else None
        calibrated = {"temperature": network.temperature, "threshold": threshold}
        parts.append({"label": label, "biases": biases, **calibrated})
    head = {"sizes": network.sizes, "steps": [steps[0] / network.scale, *steps[1:]], "times": times}
    codes = np.concatenate(planes).reshape(len(parts), -1, 1).view(np.uint8)
    content = json.dumps(head | {"moments": parts}).encode() + b"\n"
    content += codes.transpose(
        0, 2, 1
    ).tobytes()  # of each moment all low bytes, then all high ones
    deflate = zlib.compressobj(9, zlib.DEFLATED, 15, 9, zlib.Z_FILTERED)
    return deflate.compress(content) + deflate.flush()


def steps_of(name: str, network: Network) -> list[float]:
    """How long a step of each layer's grid is; see `STEPS`."""
    layers = [layer for layer in network.layers if isinstance(layer, Dense)]
    largest = [float(np.median(np.abs(layer.W).max(axis=0))) for layer in layers]
    return [size / count for size, count in zip(largest, STEPS[name], strict=True)]


def moments(data: MNIST, name: str) -> Iterator[tuple[str, Network]]:
    """Train a network as `nnlib.fit` does, and stop to look after some of its batches."""
    recipe, rng, n = RECIPES[name], np.random.default_rng(0), 0
    network, optimizer = recipe.build_network(rng), recipe.build_optimizer()
    feed = Feed(data.train, recipe)
    network.learn_normalisation(feed.images[: len(data.train)])
    for epoch in range(recipe.epochs):
        for share, x, labels in feed.epoch(network, rng, epoch / recipe.epochs):
            if n in BATCHES:
                yield f"{n} batches" if n else "before any training", network
            optimizer.learning_rate = recipe.rate((epoch + share) / recipe.epochs)
            network.loss_and_gradient(x, labels, recipe.l2)
            optimizer.step(network.parameters, network.gradients)
            n += 1
        if epoch + 1 in EPOCHS:
            yield f"{epoch + 1} epoch{'s' * (epoch > 0)}", network


def main() -> None:
    """Write the files, and say how large they are and what they lost."""
    images = usual_images()
    STORE.mkdir(exist_ok=True)
    for name in WEIGHTS:
        network = load_network(f"weights/{name}.npz")
        content = packed({name: network}, steps_of(name, network), images)
        (STORE / f"{name}.bin").write_bytes(content)
        print(f"{name}.bin: {len(content):,} bytes; {compared(network, unpacked(content)[name])}")
    for name in sys.argv[sys.argv.index("--moments") + 1 :] if "--moments" in sys.argv else []:
        data = load_mnist()
        kept = {label: network.copy() for label, network in moments(data, name)}
        if RECIPES[name].calibrated:
            for network in kept.values():
                calibrate(network, data.dev, real_digits("dev"))
        content = packed(kept, MOMENT_STEPS, images)
        (STORE / f"{name}{ENDING}").write_bytes(content)
        print(f"{name}{ENDING}: {len(content):,} bytes")
        for label, network in unpacked(content).items():
            print(f"  {label}: {compared(kept[label], network)}")


def compared(exact: Network, kept: Network) -> str:
    """The accuracy on dev before and after packing, at one look and at eleven."""
    dev, words = load_mnist().dev, []
    for looks, seen in (("one look", False), ("eleven", True)):
        before, after = (evaluate(network, dev, seen).accuracy for network in (exact, kept))
        words.append(f"{looks} {before:.2%} → {after:.2%}")
    return f"dev at {', '.join(words)}"


if __name__ == "__main__":
    main()
