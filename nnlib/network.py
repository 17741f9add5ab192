"""A network: layers that share one flat parameter vector and one flat gradient vector."""

from copy import copy
from itertools import pairwise

import numpy as np

from .arguments import (
    Constraint,
    as_rows,
    check_all,
    check_finite,
    check_generator,
    check_number,
    check_shape,
    count,
    one_of,
    unit,
)
from .images.views import views as all_views
from .layers import ACTIVATIONS, Dense
from .losses import SoftmaxCrossEntropy, familiarity, softmax

# What a network has learnt, and a file keeps of it.
STATE = ("parameters", "mean", "scale", "temperature", "familiarity_threshold")
DTYPES = (np.float32, np.float64, "float32", "float64")
CONSTRAINTS = {
    "sizes": Constraint(
        lambda sizes: np.ndim(sizes) == 1 and len(sizes) >= 2 and all(map(count().holds, sizes)),
        "two or more numbers of units, such as (784, 256, 128, 10)",
    ),
    "dtype": Constraint(lambda dtype: dtype in DTYPES, "float32 or float64"),
    "activation": one_of(ACTIVATIONS),
}
CHUNK = 2000  # rows at a time when predicting: their activations stay in the processor's cache


class Network:
    """Dense layers with an activation between each two: ``x → z₁ → a₁ → … → logits``.

    All numbers that learn lie in `parameters`, one vector: first every layer's weights, then
    every layer's biases. The layers' ``W`` and ``b`` are views into it, so that changing the
    vector, or assigning to it, changes the layers. `gradients` has the same layout.
    Wrong sizes, dtypes or activations are refused by a ValueError.

    Parameters
    ----------
    sizes : sequence of int
        Numbers of units, input first: ``(784, 256, 128, 10)``.
    rng : numpy.random.Generator, optional
        Draws the initial weights (see `initialise`). Without it all parameters are zero: right for
        a single layer, useless for more.
    dtype : dtype
        float32 to train; float64 to check gradients.
    activation : {"relu", "leaky relu"}
        See `nnlib.layers.ACTIVATIONS`.

    Attributes
    ----------
    parameters, gradients : ndarray, shape (n_parameters,)
    weights, weight_gradients : ndarray
        The leading part of each, without the biases.
    mean : ndarray, shape (sizes[0],)
    scale : float
        The input normalisation ``(x − mean) / scale``, learnt from the training images.
    temperature : float
        Divides the logits before they become probabilities; 1 until calibrated. It changes how
        sure the network says it is, never which digit it reads.
    familiarity_threshold : float
        An image whose `familiarity` is lower is not a digit it knows; −∞ until calibrated.
    layers : list
        `Dense` and activations, in order.

    Examples
    --------
    >>> network = Network((784, 256, 128, 10), np.random.default_rng(0))
    >>> network
    Network(784 → 256 → 128 → 10: 235,146 parameters)
    >>> network.predict(np.zeros((2, 784))).shape
    (2, 10)
    """

    def __init__(self, sizes, rng=None, dtype=np.float32, activation: str = "relu"):
        check_all({"sizes": sizes, "dtype": dtype, "activation": activation}, CONSTRAINTS)
        self.sizes, self.activation = tuple(map(int, sizes)), activation
        shapes = list(pairwise(self.sizes))
        n_weights = sum(n_in * n_out for n_in, n_out in shapes)
        self.parameters = np.zeros(n_weights + sum(self.sizes[1:]), dtype)
        self.gradients = np.zeros_like(self.parameters)
        self.weights = self.parameters[:n_weights]
        self.weight_gradients = self.gradients[:n_weights]
        self._decay = np.empty_like(self.weights)  # λ W, kept so that a step allocates nothing
        self.mean = np.zeros(self.sizes[0], dtype)
        self.scale, self.temperature, self.familiarity_threshold = 1.0, 1.0, -np.inf
        self.loss = SoftmaxCrossEntropy()

        self.layers = []
        w, b = 0, n_weights  # where the next layer's weights and biases begin
        for n_in, n_out in shapes:
            if self.layers:
                self.layers.append(ACTIVATIONS[activation]())
            arrays = []  # W, b and their gradients dW, db
            for vector in (self.parameters, self.gradients):
                W = vector[w:][: n_in * n_out].reshape(n_in, n_out)
                arrays += [W, vector[b:][:n_out]]
            self.layers.append(Dense(*arrays))
            w, b = w + n_in * n_out, b + n_out
        if rng is not None:
            self.initialise(rng)

    def __setattr__(self, name: str, value) -> None:
        if isinstance(vector := vars(self).get(name), np.ndarray):  # the layers hold views of it
            check_shape(name, value, vector.shape)
            vector[:] = value
        else:
            super().__setattr__(name, value)

    def __reduce__(self) -> tuple:  # for copies and pickles: made anew, with views of their own
        return type(self), (self.sizes, None, self.parameters.dtype, self.activation), self.state()

    def copy(self) -> "Network":
        """A network with the same numbers that shares none of them."""
        return copy(self)

    def state(self) -> dict[str, np.ndarray | float]:
        """All that it has learnt: what a copy needs, and a file keeps."""
        return {name: getattr(self, name) for name in STATE}

    def restore(self, state: dict[str, np.ndarray | float]) -> None:
        """Take up the `state` of a network of the same sizes."""
        for name in STATE:
            setattr(self, name, state[name] if np.ndim(state[name]) else float(state[name]))

    __setstate__ = restore

    def initialise(self, rng: np.random.Generator) -> None:
        """He initialisation: weights from N(0, 2 / n_in), biases zero.

        A ReLU keeps half of a symmetric signal's second moment; its gain of 2 makes up for it, so
        that activations neither fade nor explode from layer to layer (He, Zhang, Ren and Sun, 2015,
        *Delving Deep into Rectifiers*, eq. 10).
        """
        check_generator(rng)
        self.parameters[:] = 0
        gain = ACTIVATIONS[self.activation].gain
        for layer in self.layers:
            if isinstance(layer, Dense):
                n_in = layer.W.shape[0]
                layer.W[:] = rng.normal(0, np.sqrt(gain / n_in), layer.W.shape)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Normalised inputs (N, sizes[0]) → logits (N, sizes[-1]); the layers remember theirs."""
        check_shape("x", x, ("N", self.sizes[0]))
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, delta: np.ndarray) -> None:
        """Fill `gradients`, given the loss's gradient with respect to the logits (N, sizes[-1])."""
        first, *rest = self.layers
        for layer in reversed(rest):
            delta = layer.backward(delta)
        first.backward(delta, input_gradient=False)

    def loss_and_gradient(self, x: np.ndarray, labels: np.ndarray, l2: float = 0.0) -> float:
        """The regularised loss of a batch, in nats; its gradient is left in `gradients`.

        ``J = L + (λ/2) ‖W‖²``, so that ``∂J/∂W = ∂L/∂W + λ W``. Biases are not regularised.
        The inputs `x` (N, sizes[0]) are normalised, the `labels` integers (N,); `l2` is λ.
        """
        check_number("l2", l2, 0)
        loss = self.loss.forward(self.forward(x), labels)
        self.backward(self.loss.backward())
        if l2:
            decay = np.multiply(self.weights, l2, out=self._decay)
            self.weight_gradients += decay
            loss += 0.5 * float(self.weights @ decay)
        return loss

    def learn_normalisation(self, images: np.ndarray) -> None:
        """Set `mean` and `scale` so that these images, normalised, have mean 0 and mean square 1.

        Each pixel has its own mean, but all share one scale: dividing each by its own deviation
        would blow up those that hardly ever see ink. If all pixels are alike, the scale is 1.
        `images` (N, sizes[0]) are uint8, up to 255, or floats in [0, 1].
        """
        check_shape("images", images, ("N", self.sizes[0]), at_least=1)
        check_finite("images", images)
        to_unit = unit(images)
        self.mean = mean = to_unit * images.mean(axis=0, dtype=np.float64)
        square = to_unit**2 * np.einsum("ij,ij->", images, images, dtype=np.float64) / images.size
        variance = float(square - np.mean(mean**2))
        self.scale = float(np.sqrt(variance)) if variance > 1e-12 else 1.0

    def normalise(self, images: np.ndarray) -> np.ndarray:
        """Images → the network's input: ``(x − mean) / scale``, shape (N, sizes[0]).

        `images` (N, 784), (N, 28, 28) or (28, 28) are uint8, up to 255, or floats in [0, 1].
        """
        images = as_rows("images", images, self.sizes[0])
        dtype = self.parameters.dtype.type
        x = np.multiply(images, dtype(unit(images) / self.scale), dtype=dtype)
        x -= self.mean * dtype(1 / self.scale)
        return x

    def read(self, images: np.ndarray, views: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """The answers of `predict` and of `knows`, from the same scores."""
        logits = self.logits(images, views)
        # to the layers, blank is a digit whose every stroke is missing: their answer is chance
        blank = np.ptp(as_rows("images", images, self.sizes[0]), axis=1) == 0
        known = (familiarity(logits) >= self.familiarity_threshold) & ~blank
        return self._probabilities(logits), known

    def predict(self, images: np.ndarray, views: bool = False) -> np.ndarray:
        """The probability of each class, shape (N, 10); images and views as in `logits`."""
        return self._probabilities(self.logits(images, views))

    def knows(self, images: np.ndarray, views: bool = False) -> np.ndarray:
        """Whether each image looks like a digit at all, bool (N,); a blank one never does."""
        return self.read(images, views)[1]

    def logits(self, images: np.ndarray, views: bool = False) -> np.ndarray:
        """The scores before softmax, shape (N, 10).

        The images are as in `normalise`. With `views` each is looked at eleven times, turned,
        slanted, sized or shifted a little (`nnlib.images.views`), and the scores are the mean:
        right more often, and ten to twenty times as dear. A FloatingPointError says that the
        scores are not finite although the images are.
        """
        images = as_rows("images", images, self.sizes[0])
        logits = np.empty((len(images), self.sizes[-1]), self.parameters.dtype)
        with np.errstate(over="ignore", invalid="ignore"):  # looked for below
            for i in range(0, len(images), CHUNK):
                part = images[i : i + CHUNK]
                looks = list(all_views(part)) if views else [part]
                total = sum(self.forward(self.normalise(look)) for look in looks)
                logits[i : i + CHUNK] = total / len(looks)
        if not np.isfinite(logits).all():
            check_finite("images", images)
            raise FloatingPointError(
                "The network's scores are not finite: its training has diverged. Train it anew "
                "with a smaller learning rate."
            )
        return logits

    def _probabilities(self, logits: np.ndarray) -> np.ndarray:
        return softmax(logits * logits.dtype.type(1 / self.temperature))

    def __repr__(self) -> str:
        return f"Network({' → '.join(map(str, self.sizes))}: {len(self.parameters):,} parameters)"
