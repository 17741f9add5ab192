"""What every public name refuses: the error says which argument, what it got and what it wants."""

import re
from dataclasses import replace

import numpy as np
import pytest

import nnlib
from nnlib import (
    MNIST,
    RECIPES,
    Adam,
    Checkpoint,
    CheckpointError,
    DataError,
    Dense,
    DigitPad,
    Distortion,
    DrawingError,
    GradientDescent,
    ImageError,
    Momentum,
    Network,
    ReLU,
    RMSProp,
    SoftmaxCrossEntropy,
    Split,
)
from nnlib.images.diagnostics import measure
from nnlib.images.drawings import read_drawings, read_json_lines

RNG = np.random.default_rng(0)
NAN = np.full((2, 10), np.nan)
IMAGES, LABELS = np.zeros((2, 28, 28), np.uint8), np.array([1, 2])
SPLIT = Split(IMAGES, LABELS)
EMPTY = Split(IMAGES[:0], LABELS[:0])
DATA = MNIST(SPLIT, SPLIT, SPLIT)
NET = Network((784, 10))
DENSE = Dense(np.zeros((3, 2)), np.zeros(2))
DENSE.forward(np.zeros((4, 3)))
RELU = ReLU()
RELU.forward(np.ones((4, 3)))
LOSS = SoftmaxCrossEntropy()
P = np.full((2, 10), 0.1)
MLP = replace(RECIPES["mlp"], epochs=1)
STROKE = [[(0.0, 0.0), (9.0, 9.0)]]

# Results and tables: made by the library, and given back to nothing that would not check them.
TAKE_NOTHING = {"RECIPES", "STYLES", "Evaluation", "Finding", "History"}
TAKE_NOTHING |= {"CheckpointError", "DataError", "DrawingError", "ImageError"}


def step(optimizer):
    return lambda: optimizer.step(np.zeros(3), np.zeros(1))


def fit(**changes):
    given = {"network": NET, "data": DATA, "recipe": MLP, "rng": RNG} | changes
    return lambda: nnlib.fit(*given.values(), progress=False)


# name → (what is called, the sentence) pairs; the sentence begins with the argument
REFUSED = {
    "MNIST": [
        (lambda: MNIST(SPLIT, SPLIT, IMAGES), "test: got ndarray, want a Split"),
        (lambda: MNIST(None, SPLIT, SPLIT), "train: got NoneType, want a Split"),
    ],
    "Split": [
        (lambda: Split(IMAGES / 255, LABELS), "images: got float64, want an array of uint8"),
        (lambda: Split([[0]], LABELS), "images: got list, want an array of uint8"),
        (
            lambda: Split(IMAGES[0], LABELS),
            r"images: got shape \(28, 28\), want shape \(N, 28, 28\)",
        ),
        (
            lambda: Split(IMAGES, LABELS[:1]),
            r"labels: got shape \(1,\), want a label for each of 2 images",
        ),
        (lambda: Split(IMAGES, LABELS * 1.0), "labels: got float64, want an array of integers"),
        (lambda: Split(IMAGES, [1, 2]), "labels: got list, want an array of integers"),
    ],
    "Adam": [
        (lambda: Adam(0), "learning_rate: got 0, want more than 0"),
        (lambda: Adam(np.nan), "learning_rate: got nan, want more than 0"),
        (lambda: Adam("fast"), "learning_rate: got 'fast', want more than 0"),
        (lambda: Adam(0.1, beta1=1), "beta1: got 1, want at least 0 and less than 1"),
        (lambda: Adam(0.1, beta2=-0.1), "beta2: got -0.1, want at least 0 and less than 1"),
        (lambda: Adam(0.1, epsilon=-1), "epsilon: got -1, want at least 0"),
        (step(Adam()), r"gradients: got shape \(1,\), want shape \(3,\)"),
    ],
    "GradientDescent": [
        (lambda: GradientDescent(-1), "learning_rate: got -1, want more than 0"),
        (lambda: GradientDescent(np.inf), "learning_rate: got inf, want more than 0"),
        (step(GradientDescent(0.1)), r"gradients: got shape \(1,\), want shape \(3,\)"),
    ],
    "Momentum": [
        (lambda: Momentum(None), "learning_rate: got None, want more than 0"),
        (lambda: Momentum(0.1, 1.5), "beta: got 1.5, want at least 0 and less than 1"),
        (step(Momentum(0.1)), r"gradients: got shape \(1,\), want shape \(3,\)"),
    ],
    "RMSProp": [
        (lambda: RMSProp(0.0), "learning_rate: got 0.0, want more than 0"),
        (lambda: RMSProp(0.1, np.nan), "beta: got nan, want at least 0 and less than 1"),
        (lambda: RMSProp(0.1, epsilon=np.inf), "epsilon: got inf, want at least 0"),
        (step(RMSProp(0.1)), r"gradients: got shape \(1,\), want shape \(3,\)"),
    ],
    "Checkpoint": [
        (
            lambda: nnlib.save_checkpoint("/no-such-folder/x.npz", Checkpoint(None)),
            "checkpoint.network: got NoneType, want a Network",
        ),
    ],
    "save_checkpoint": [
        (lambda: nnlib.save_checkpoint(3, Checkpoint(NET)), "path: got int, want a path"),
        (lambda: nnlib.save_checkpoint("x.npz", NET), "checkpoint: got Network, want a Checkpoint"),
    ],
    "load_checkpoint": [(lambda: nnlib.load_checkpoint(None), "path: got NoneType, want a path")],
    "load_network": [
        (lambda: nnlib.load_network(3), "path: got int, want a path"),
        (lambda: nnlib.load_network(""), ".*: no such file"),
    ],
    "load_mnist": [(lambda: nnlib.load_mnist(7), "folder: got int, want a path")],
    "read_unipen": [
        (lambda: nnlib.read_unipen(None), "path: got NoneType, want a path"),
        (lambda: read_json_lines(None), "path: got NoneType, want a path"),
        (lambda: read_drawings(None), "path: got NoneType, want a path"),
    ],
    "Dense": [
        (
            lambda: Dense(np.zeros(3), np.zeros(3)),
            r"W: got shape \(3,\), want shape \(n_in, n_out\)",
        ),
        (lambda: Dense([[1.0]], np.zeros(1)), "W: got list, want an array of shape"),
        (lambda: Dense(np.zeros((3, 2)), np.zeros(3)), r"b: got shape \(3,\), want shape \(2,\)"),
        (
            lambda: Dense(np.zeros((3, 2)), np.zeros(2), dW=np.zeros((2, 3))),
            r"dW: got shape \(2, 3\), want shape \(3, 2\)",
        ),
        (
            lambda: Dense(np.zeros((3, 2)), np.zeros(2), db=np.zeros(3)),
            r"db: got shape \(3,\), want shape \(2,\)",
        ),
        (lambda: DENSE.forward(np.zeros((4, 2))), r"a: got shape \(4, 2\), want shape \(N, 3\)"),
        (lambda: DENSE.forward(np.zeros(3)), r"a: got shape \(3,\), want shape \(N, 3\)"),
        (
            lambda: DENSE.backward(np.zeros((1, 2))),
            r"delta: got shape \(1, 2\), want shape \(4, 2\)",
        ),
    ],
    "ReLU": [
        (
            lambda: RELU.backward(np.zeros((1, 3))),
            r"delta: got shape \(1, 3\), want shape \(4, 3\)",
        ),
    ],
    "SoftmaxCrossEntropy": [
        (lambda: LOSS.forward(P[0], LABELS), r"logits: got shape \(10,\), want shape \(N, K\)"),
        (lambda: LOSS.forward(P, LABELS[:1]), r"labels: got shape \(1,\), want shape \(2,\)"),
        (lambda: LOSS.forward(P, P), r"labels: got float64 of shape \(2, 10\), want integers of"),
        (
            lambda: LOSS.forward(P, LABELS * 1.0),
            r"labels: got float64 of shape \(2,\), want integers",
        ),
        (lambda: LOSS.forward(P, LABELS + 8), "labels: got integers from 9 to 10, want -1 to 9"),
        (lambda: LOSS.forward(P, LABELS - 3), "labels: got integers from -2 to -1, want -1 to 9"),
        (lambda: LOSS.forward(P[:0], LABELS[:0]), r"logits: got shape \(0, 10\), want 1 or more"),
    ],
    "softmax": [
        (
            lambda: nnlib.softmax(P[0]),
            r"logits: got float64 of shape \(10,\), want numbers of shape",
        ),
        (lambda: nnlib.softmax(NAN), "logits: got NaN or infinity, want finite numbers"),
        (lambda: nnlib.softmax([["a"]]), "logits: got <U1 of shape"),
        (lambda: nnlib.softmax([[1.0], [1.0, 2.0]]), "logits: got no array"),
        (lambda: nnlib.softmax(np.zeros((2, 0))), r"logits: got shape \(2, 0\), which is empty"),
    ],
    "Network": [
        (
            lambda: Network((784,)),
            r"sizes: got \(784,\), want two or more numbers of units, such as",
        ),
        (lambda: Network((784, 0)), r"sizes: got \(784, 0\), want two or more numbers of units"),
        (
            lambda: Network((784, 10.5)),
            r"sizes: got \(784, 10.5\), want two or more numbers of units",
        ),
        (lambda: Network("ab"), "sizes: got 'ab', want two or more numbers of units"),
        (lambda: Network(784), "sizes: got 784, want two or more numbers of units"),
        (lambda: Network((4, 2), rng=0), "rng: got int, want a numpy.random.Generator, such as"),
        (lambda: Network((4, 2), dtype=int), "dtype: got <class 'int'>, want float32 or float64"),
        (lambda: NET.forward(np.zeros((2, 3))), r"x: got shape \(2, 3\), want shape \(N, 784\)"),
        (lambda: NET.predict(np.zeros((2, 3))), r"images: got shape \(2, 3\), want \(N, 784\)"),
        (lambda: NET.predict(np.zeros((2, 784), int)), "images: got int64, want an array of uint8"),
        (lambda: NET.predict("photo.png"), "images: got <U9, want an array of uint8"),
        (
            lambda: NET.predict(np.full((28, 28), np.nan)),
            "images: got NaN or infinity, want finite",
        ),
        (lambda: NET.logits(np.full((28, 28), np.inf)), "images: got NaN or infinity, want finite"),
        (lambda: NET.knows(None), "images: got object, want an array of uint8"),
        (lambda: NET.normalise(np.zeros(784)), r"images: got shape \(784,\), want \(N, 784\)"),
        (lambda: NET.learn_normalisation(IMAGES), r"images: got shape \(2, 28, 28\), want shape"),
        (
            lambda: NET.loss_and_gradient(np.zeros((2, 784), np.float32), LABELS, l2=-1),
            "l2: got -1, want at least 0",
        ),
        (lambda: NET.initialise(None), "rng: got NoneType, want a numpy.random.Generator"),
    ],
    "Recipe": [
        (lambda: replace(MLP, optimizer="magic"), "optimizer: got 'magic', want one of gradient"),
        (lambda: replace(MLP, schedule=None), "schedule: got None, want one of constant, cosine"),
        (lambda: replace(MLP, learning_rate=-1), "learning_rate: got -1, want more than 0"),
        (lambda: replace(MLP, l2=np.nan), "l2: got nan, want at least 0"),
        (lambda: replace(MLP, epochs=0), "epochs: got 0, want an integer, at least 1"),
        (lambda: replace(MLP, epochs=True), "epochs: got True, want an integer"),
        (lambda: replace(MLP, batch_size=0), "batch_size: got 0, want an integer, at least 1"),
        (lambda: replace(MLP, drawings=-1), "drawings: got -1, want an integer, at least 0"),
        (lambda: replace(MLP, others=1.5), "others: got 1.5, want an integer, at least 0"),
        (lambda: replace(MLP, distortion=1), "distortion: got int, want a Distortion"),
    ],
    "fit": [
        (fit(network=None), "network: got NoneType, want a Network"),
        (fit(data=None), "data.train: got NoneType, want a Split"),
        (
            fit(data=MNIST(EMPTY, SPLIT, SPLIT)),
            r"data.train.labels: got shape \(0,\), which is empty",
        ),
        (
            fit(data=MNIST(SPLIT, EMPTY, SPLIT)),
            r"data.dev.labels: got shape \(0,\), which is empty",
        ),
        (
            fit(network=Network((784, 2))),
            "data.train.labels: got integers from 1 to 2, want 0 to 1",
        ),
        (fit(network=Network((9, 10))), r"images: got shape \(2, 784\), want shape \(N, 9\)"),
        (fit(recipe="mlp"), "recipe: got str, want a Recipe"),
        (fit(rng=0), "rng: got int, want a numpy.random.Generator"),
    ],
    "calibrate": [
        (lambda: nnlib.calibrate(None, SPLIT), "network: got NoneType, want a Network"),
        (lambda: nnlib.calibrate(NET, IMAGES), "parts: got ndarray, want a Split"),
        (lambda: nnlib.calibrate(NET), "parts: got none, want one or more splits"),
        (lambda: nnlib.calibrate(NET, EMPTY), r"logits: got shape \(0, 10\), which is empty"),
    ],
    "evaluate": [
        (lambda: nnlib.evaluate("mlp.npz", SPLIT), "network: got str, want a Network"),
        (lambda: nnlib.evaluate(NET, DATA), "split: got MNIST, want a Split"),
        (lambda: nnlib.evaluate(NET, EMPTY), r"split.labels: got shape \(0,\), which is empty"),
        (
            lambda: nnlib.evaluate(NET, Split(IMAGES, LABELS + 9)),
            "split.labels: got integers from 10 to 11, want 0 to 9",
        ),
    ],
    "evaluate_drawings": [
        (lambda: nnlib.evaluate_drawings(None, []), "network: got NoneType, want a Network"),
        (lambda: nnlib.evaluate_drawings(NET, []), "drawings: got .*, want integers of shape"),
        (lambda: nnlib.evaluate_drawings(NET, [1]), r"drawings: got list, want pairs of \(label"),
        (
            lambda: nnlib.evaluate_drawings(NET, [(12, STROKE)]),
            "drawings: got integers from 12 to 12",
        ),
        (lambda: nnlib.evaluate_drawings(NET, [(1, [])]), "strokes: hold no point"),
    ],
    "Distortion": [
        (lambda: Distortion(shift=-1), "shift: got -1, want at least 0"),
        (lambda: Distortion(elastic=np.nan), "elastic: got nan, want at least 0"),
        (lambda: Distortion(smoothness=0), "smoothness: got 0, want more than 0"),
        (lambda: Distortion(rotation="wild"), "rotation: got 'wild', want at least 0"),
        (lambda: Distortion(soiled=-0.1), "soiled: got -0.1, want at least 0 and less than 1"),
        (lambda: Distortion(soiled=1), "soiled: got 1, want at least 0 and less than 1"),
    ],
    "distort": [
        (
            lambda: nnlib.distort(IMAGES[0], RNG),
            r"images: got shape \(28, 28\), want \(N, 784\), or \(N, h, w\) with",
        ),
        (
            lambda: nnlib.distort(IMAGES.astype(int), RNG),
            "images: got int64, want an array of uint8",
        ),
        (lambda: nnlib.distort(np.full((1, 784), np.nan), RNG), "images: got NaN or infinity"),
        (lambda: nnlib.distort(IMAGES, 0), "rng: got int, want a numpy.random.Generator"),
        (lambda: nnlib.distort(IMAGES, RNG, 1), "distortion: got int, want a Distortion"),
    ],
    "draw_digit": [
        (lambda: nnlib.draw_digit(10, RNG), "digit: got 10, want an integer from 0 to 9"),
        (lambda: nnlib.draw_digit("7", RNG), "digit: got '7', want an integer from 0 to 9"),
        (lambda: nnlib.draw_digit([7], RNG), r"digit: got \[7\], want an integer from 0 to 9"),
        (lambda: nnlib.draw_digit(7, RNG, "gothic"), "style: got 'gothic', want one of"),
        (lambda: nnlib.draw_digit(7, RNG, []), r"style: got \[\], want one of"),
        (lambda: nnlib.draw_digit(7, 0), "rng: got int, want a numpy.random.Generator"),
    ],
    "draw_other": [
        (lambda: nnlib.draw_other(RNG, "aleph"), "name: got 'aleph', want scribble"),
        (lambda: nnlib.draw_other(RNG, 3), "name: got 3, want scribble"),
        (lambda: nnlib.draw_other(None), "rng: got NoneType, want a numpy.random.Generator"),
    ],
    "diagnose": [
        (
            lambda: nnlib.diagnose(np.zeros((27, 28))),
            r"image: got shape \(27, 28\), want \(28, 28\)",
        ),
        (lambda: nnlib.diagnose(None), r"image: got shape \(\), want"),
        (lambda: measure(np.zeros((2, 9))), r"images: got shape \(2, 9\), want"),
        (lambda: nnlib.diagnose(IMAGES[0]), "images: got dtype uint8, want floats in"),
        (lambda: nnlib.diagnose(np.full(784, np.inf)), "images: got NaN or infinity, want finite"),
    ],
    "image_to_tensor": [
        (lambda: nnlib.image_to_tensor(None), r"image: got shape \(\), want \(h, w\)"),
        (
            lambda: nnlib.image_to_tensor(IMAGES[0].astype(int)),
            "image: got dtype int64, want uint8",
        ),
        (
            lambda: nnlib.image_to_tensor(np.full((9, 9), np.nan)),
            "image: holds values that are not",
        ),
        (
            lambda: nnlib.image_to_tensor(np.full((9, 9), 7.0)),
            "image: got floats from 7 to 7, want 0",
        ),
        (
            lambda: nnlib.image_to_tensor(np.zeros((0, 9))),
            "image: got 0 × 9 pixels, want at least 8",
        ),
    ],
    "strokes_to_image": [
        (lambda: nnlib.strokes_to_image(None), "strokes: got NoneType, want a list of strokes"),
        (lambda: nnlib.strokes_to_image([]), "strokes: hold no point"),
        (
            lambda: nnlib.strokes_to_image([[1, 2]]),
            r"strokes\[0\]: got shape \(2,\), want \(n, 2\)",
        ),
        (lambda: nnlib.strokes_to_image([["ab"]]), r"strokes\[0\]: got dtype <U2, want numbers"),
        (
            lambda: nnlib.strokes_to_image([[(0, np.nan)]]),
            r"strokes\[0\]: holds a point that is not",
        ),
    ],
    "reliability": [
        (
            lambda: nnlib.reliability(P[0], LABELS),
            r"probabilities: got float64 of shape \(10,\), want",
        ),
        (lambda: nnlib.reliability(P * 20, LABELS), "probabilities: got 2 to 2, want 0 to 1"),
        (lambda: nnlib.reliability(-P, LABELS), "probabilities: got -0.1 to -0.1, want 0 to 1"),
        (lambda: nnlib.reliability(NAN, LABELS), "probabilities: got NaN or infinity, want finite"),
        (
            lambda: nnlib.reliability(P, LABELS + 9),
            "labels: got integers from 10 to 11, want 0 to 9",
        ),
        (lambda: nnlib.reliability(P, LABELS, 0), "bins: got 0, want an integer, at least 1"),
    ],
    "expected_calibration_error": [
        (
            lambda: nnlib.expected_calibration_error(P[:0], LABELS[:0]),
            r"probabilities: got shape \(0, 10\), which is empty",
        ),
        (
            lambda: nnlib.expected_calibration_error(P, LABELS[:1]),
            r"labels: got shape \(1,\), want shape \(2,\)",
        ),
    ],
    "DigitPad": [
        (lambda: DigitPad(network="weights/mlp.npz"), "network: got str, want a Network"),
        (lambda: DigitPad(NET, side=0), "side: got 0, want an integer, at least 1"),
    ],
}
ROWS = [
    pytest.param(call, sentence, id=f"{name}-{i}")
    for name, rows in REFUSED.items()
    for i, (call, sentence) in enumerate(rows)
]


def test_every_public_name_has_a_row():
    assert REFUSED.keys() | TAKE_NOTHING == set(nnlib.__all__)
    assert not REFUSED.keys() & TAKE_NOTHING


@pytest.mark.parametrize(("call", "sentence"), ROWS)
def test_a_wrong_argument_is_refused_by_name(call, sentence):
    with pytest.raises(ValueError, match=r"\w") as caught:
        call()
    assert re.match(sentence, str(caught.value))
    assert str(caught.value).endswith((".", ").")) or "no such file" in str(caught.value)


@pytest.mark.parametrize("error", [CheckpointError, DataError, DrawingError, ImageError])
def test_every_error_of_ours_is_a_value_error(error):
    assert issubclass(error, ValueError)


def test_nobody_asserts_what_a_user_gave():
    for path in (nnlib.files.ROOT / "nnlib").rglob("*.py"):
        assert not re.search(r"^\s*assert ", path.read_text(), re.M), path


def test_a_diverged_network_is_not_blamed_on_its_images():
    network = Network((4, 2))
    network.parameters[:] = 3e38
    with pytest.raises(FloatingPointError, match="its training has diverged"):
        network.predict(np.ones((1, 4), np.float32))
