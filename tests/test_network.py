"""The network: its flat vectors, its gradient against an independent library, its input."""

import copy
import pickle
from itertools import pairwise

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from conftest import relative_error

from nnlib import Dense, Network, SoftmaxCrossEntropy, softmax
from nnlib.course.ladder.checks.step import slopes
from nnlib.images.diagnostics import measure
from nnlib.losses import familiarity

SIZES = (7, 5, 4, 3)


@pytest.fixture
def network(rng):
    network = Network(SIZES, rng, dtype=np.float64)
    network.parameters += rng.normal(size=network.parameters.shape) * 0.1  # biases too
    return network


@pytest.fixture
def batch(rng):
    return rng.normal(size=(9, 7)), rng.integers(0, 3, 9)


def reference_loss(parameters, sizes, x, labels, l2):
    """The same network written anew, for autograd: all weights come first, then all biases."""
    shapes = list(pairwise(sizes))
    n_weights = sum(n_in * n_out for n_in, n_out in shapes)
    w, b, a = 0, n_weights, x
    for k, (n_in, n_out) in enumerate(shapes):
        W = parameters[w : w + n_in * n_out].reshape(n_in, n_out)
        z = anp.dot(a, W) + parameters[b : b + n_out]
        a = anp.where(z > 0, z, 0.0) if k < len(shapes) - 1 else z
        w, b = w + n_in * n_out, b + n_out
    log_p = a - anp.log(anp.sum(anp.exp(a), axis=1, keepdims=True))
    data_loss = -anp.mean(log_p[np.arange(len(labels)), labels])
    return data_loss + 0.5 * l2 * anp.sum(parameters[:n_weights] ** 2)


@pytest.mark.parametrize("l2", [0.0, 0.03])
def test_gradient_matches_autograd(network, batch, l2):
    loss = network.loss_and_gradient(*batch, l2)
    expected_loss = reference_loss(network.parameters, SIZES, *batch, l2)
    expected = autograd.grad(reference_loss)(network.parameters, SIZES, *batch, l2)
    assert loss == pytest.approx(expected_loss, rel=1e-12)
    np.testing.assert_allclose(network.gradients, expected, rtol=1e-10, atol=1e-10)


def test_full_size_gradient_matches_autograd(rng):
    sizes = (784, 256, 128, 10)
    network = Network(sizes, rng, dtype=np.float64)
    x, labels = rng.normal(size=(16, 784)), rng.integers(0, 10, 16)
    network.loss_and_gradient(x, labels, 5e-4)
    expected = autograd.grad(reference_loss)(network.parameters, sizes, x, labels, 5e-4)
    np.testing.assert_allclose(network.gradients, expected, rtol=1e-10, atol=1e-10)


def test_gradient_matches_slopes(network, batch):
    expected = slopes(lambda: network.loss_and_gradient(*batch, 0.01), network.parameters)
    network.loss_and_gradient(*batch, 0.01)
    assert relative_error(network.gradients, expected) < 1e-7


def test_layers_are_views_of_one_vector(network):
    assert len(network.parameters) == 7 * 5 + 5 * 4 + 4 * 3 + 5 + 4 + 3
    dense = [layer for layer in network.layers if isinstance(layer, Dense)]
    for layer in dense:
        for part in (layer.W, layer.b):
            assert np.shares_memory(part, network.parameters)
        for part in (layer.dW, layer.db):
            assert np.shares_memory(part, network.gradients)
    network.parameters[:] = np.arange(len(network.parameters))
    flat = [layer.W.ravel() for layer in dense] + [layer.b for layer in dense]
    np.testing.assert_array_equal(np.concatenate(flat), network.parameters)
    np.testing.assert_array_equal(network.weights, network.parameters[: 7 * 5 + 5 * 4 + 4 * 3])


def test_the_mlp_has_235146_parameters():
    assert len(Network((784, 256, 128, 10)).parameters) == 235_146


def test_he_initialisation(rng):
    network = Network((784, 256, 128, 10), rng)
    for layer in network.layers[::2]:
        n_in = layer.W.shape[0]
        assert layer.W.std() == pytest.approx(np.sqrt(2 / n_in), rel=0.06)
        assert abs(layer.W.mean()) < 4 * np.sqrt(2 / n_in / layer.W.size)
        assert not layer.b.any()


def test_float32_unless_asked(rng):
    network = Network((784, 16, 10), rng)
    x = network.normalise(rng.random((3, 784)))
    network.loss_and_gradient(x, np.array([1, 2, 3]), 1e-3)
    arrays = (x, network.parameters, network.gradients, network.forward(x), network.mean)
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
    assert network.predict(x).dtype == np.float32


def test_normalisation_is_learnt_from_the_images(rng):
    images = rng.random((500, 784)).astype(np.float32) * rng.random(784).astype(np.float32)
    network = Network((784, 10))
    network.learn_normalisation(images)
    x = network.normalise(images)
    np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-5)
    assert np.mean(x.astype(np.float64) ** 2) == pytest.approx(1, rel=1e-4)


def test_predict_takes_rows_images_and_a_single_image(rng):
    network = Network((784, 16, 10), rng)
    images = rng.random((4, 28, 28)).astype(np.float32)
    p = network.predict(images)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(network.predict(images.reshape(4, 784)), p)
    np.testing.assert_allclose(network.predict(images[2]), p[2:3], rtol=1e-5)
    assert network.predict(np.empty((0, 784))).shape == (0, 10)


def test_temperature_changes_how_sure_not_what(rng):
    network = Network((784, 16, 10), rng)
    images = rng.random((50, 784)).astype(np.float32)
    before, logits = network.predict(images), network.logits(images)
    network.temperature = 2.0
    after = network.predict(images)
    np.testing.assert_allclose(after, softmax(logits / 2), rtol=1e-5)
    np.testing.assert_array_equal(after.argmax(axis=1), before.argmax(axis=1))
    assert np.all(after.max(axis=1) < before.max(axis=1))
    assert after.dtype == np.float32


def test_what_is_not_familiar_is_not_known(rng):
    network = Network((784, 16, 10), rng)
    images = rng.random((50, 784)).astype(np.float32)
    assert network.knows(images).all()
    scores = familiarity(network.logits(images))
    network.familiarity_threshold = float(np.median(scores))
    np.testing.assert_array_equal(network.knows(images), scores >= np.median(scores))
    network.familiarity_threshold = -np.inf
    assert network.knows(images[:2].reshape(2, 28, 28)).all()
    assert not network.knows(np.full((28, 28), 0.5))[0]  # blank


def test_reading_is_predicting_and_knowing(rng):
    network = Network((784, 16, 10), rng)
    images = rng.random((50, 28, 28)).astype(np.float32)
    images[3] = 0.5
    network.temperature, network.familiarity_threshold = (
        1.5,
        float(np.median(network.logits(images))),
    )
    probabilities, known = network.read(images)
    np.testing.assert_array_equal(probabilities, network.predict(images))
    np.testing.assert_array_equal(known, network.knows(images))
    assert not known[3]


def test_bytes_count_to_255(rng):
    network = Network((784, 16, 10), rng)
    images = rng.integers(0, 256, (50, 28, 28), np.uint8)
    floats = images.reshape(50, 784) * np.float32(1 / 255)
    network.learn_normalisation(floats)
    mean, scale = network.mean.copy(), network.scale
    network.learn_normalisation(images.reshape(50, 784))
    np.testing.assert_allclose(network.mean, mean, rtol=1e-6)
    assert network.scale == pytest.approx(scale, rel=1e-6)
    np.testing.assert_allclose(network.normalise(images), network.normalise(floats), atol=1e-5)
    np.testing.assert_allclose(network.predict(images), network.predict(floats), rtol=1e-4)


def test_predict_does_not_depend_on_the_chunk(rng):
    network = Network((784, 16, 10), rng)
    images = rng.random((2500, 784)).astype(np.float32)
    np.testing.assert_allclose(network.predict(images)[-7:], network.predict(images[-7:]), 1e-4)


@pytest.mark.parametrize("shape", [(784,), (3, 783), (3, 28, 27), (2, 3, 28, 28), ()])
def test_predict_refuses_other_shapes(shape):
    with pytest.raises(ValueError, match=r"images: got shape .* want \(N, 784\)"):
        Network((784, 10)).predict(np.zeros(shape))


def test_forward_refuses_other_widths():
    with pytest.raises(ValueError, match=r"x: got shape \(3, 5\), want shape \(N, 7\)"):
        Network(SIZES).forward(np.zeros((3, 5)))


@pytest.mark.parametrize("sizes", [(), (784,), (784, 0, 10), (784, -1)])
def test_refuses_impossible_sizes(sizes):
    with pytest.raises(ValueError, match="sizes: got"):
        Network(sizes)


def test_a_leaky_networks_gradient_matches_slopes(batch, rng):
    network = Network(SIZES, rng, np.float64, activation="leaky relu")
    network.loss_and_gradient(*batch, 0.01)
    got = network.gradients.copy()
    expected = slopes(lambda: network.loss_and_gradient(*batch, 0.01), network.parameters)
    assert relative_error(got, expected) < 1e-8
    plain = Network(SIZES, np.random.default_rng(7), np.float64)
    plain.parameters[:] = network.parameters
    assert plain.loss_and_gradient(*batch, 0.01) != network.loss_and_gradient(*batch, 0.01)


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="activation: got 'sine', want one of relu, leaky relu"):
        Network(SIZES, activation="sine")


def test_a_copy_has_the_same_numbers_and_shares_none(rng):
    network = Network(SIZES, rng, activation="leaky relu")
    network.learn_normalisation(rng.random((20, SIZES[0]), np.float32))
    network.temperature, network.familiarity_threshold = 1.5, 3.0
    copied, x = network.copy(), rng.random((4, SIZES[0]), np.float32)
    np.testing.assert_array_equal(copied.predict(x), network.predict(x))
    assert copied.activation == "leaky relu"
    for name, value in network.state().items():
        assert np.array_equal(getattr(copied, name), value)
        assert not np.shares_memory(getattr(copied, name), value)


@pytest.mark.parametrize("dtype", ["float64", np.float64, np.dtype("float64")])
def test_the_precision_may_be_given_by_name(dtype):
    assert Network(SIZES, dtype=dtype).parameters.dtype == np.float64


def test_a_copy_keeps_the_precision():
    assert Network(SIZES, dtype=np.float64).copy().parameters.dtype == np.float64


def test_the_first_layer_computes_no_gradient_for_the_data(network, batch, monkeypatch):
    asked, backward = [], network.layers[0].backward
    monkeypatch.setattr(
        network.layers[0],
        "backward",
        lambda delta, input_gradient=True: asked.append(input_gradient) or backward(delta),
    )
    network.loss_and_gradient(*batch)
    assert asked == [False]


def test_there_is_no_penalty_unless_asked(network, batch):
    assert network.loss_and_gradient(*batch) == network.loss_and_gradient(*batch, l2=0)
    assert network.loss_and_gradient(*batch) < network.loss_and_gradient(*batch, l2=1)


def test_the_mean_of_many_images_is_exact():
    network = Network((2, 3))
    network.learn_normalisation(np.tile(np.float32([[0.1, 0.0], [0.1, 0.2]]), (100_000, 1)))
    assert network.mean.tolist() == [np.float32(0.1)] * 2
    with pytest.raises(ValueError, match=r"^images: got NaN or infinity"):
        network.learn_normalisation(np.full((1, 2), np.nan))


def test_a_diverged_network_says_so_once(recwarn):
    for huge in (1e38, 1e308):
        network = Network((4, 3, 2), dtype=np.float32 if huge < 1e39 else np.float64)
        network.parameters[:] = huge
        network.weights[:3] = -huge
        with pytest.raises(FloatingPointError, match="diverged"):
            network.logits(np.ones((1, 4)))
    assert not recwarn.list


def test_an_image_at_the_threshold_itself_is_known(rng):
    network, images = Network(SIZES, rng), rng.random((5, SIZES[0]), np.float32)
    network.familiarity_threshold = float(familiarity(network.logits(images))[2])
    assert network.knows(images)[2]


def test_a_network_that_has_seen_no_data_changes_nothing(rng):
    network, images = Network(SIZES, rng), rng.random((3, SIZES[0]), np.float32)
    np.testing.assert_array_equal(network.normalise(images), images)


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))]
)
def test_every_kind_of_copy_trains_and_shares_nothing(copied, network, batch):
    network.mean, network.temperature = network.mean + 0.5, 1.5
    twin = copied(network)
    before = network.parameters.copy()
    for learner in (network, twin):
        learner.loss_and_gradient(*batch, 0.01)
        learner.parameters -= 0.1 * learner.gradients
    x = batch[0]
    np.testing.assert_array_equal(twin.predict(x), network.predict(x))
    assert not np.array_equal(network.parameters, before)
    twin.parameters = before  # moves the twin alone
    assert not np.allclose(twin.predict(x), network.predict(x))
    for name in ("parameters", "gradients", "mean"):
        assert not np.shares_memory(getattr(twin, name), getattr(network, name))


def test_assigning_to_a_vector_changes_the_layers(network, batch):
    x = batch[0]
    network.parameters = np.zeros_like(network.parameters)
    np.testing.assert_allclose(network.predict(x), 1 / 3)
    network.weights = np.ones_like(network.weights)
    assert (network.layers[0].W == 1).all()
    network.gradients = np.full_like(network.gradients, 2)
    assert (network.layers[-1].db == 2).all()
    with pytest.raises(ValueError, match=r"parameters: got shape \(3,\), want shape \(79,\)"):
        network.parameters = np.zeros(3)
    with pytest.raises(ValueError, match="mean: got float, want an array of shape"):
        network.mean = 0.5


def test_a_restored_network_shares_nothing_with_the_state(network):
    state = network.state()
    other = Network(SIZES, dtype=np.float64)
    other.restore(state)
    for name, value in state.items():
        assert np.array_equal(getattr(other, name), value)
        assert not np.shares_memory(getattr(other, name), value)


@pytest.mark.parametrize("grey", [np.uint8(7), np.float32(0.1), np.float64(0)])
def test_images_that_are_all_alike_are_not_scaled(grey):
    network = Network((4, 3))
    network.learn_normalisation(np.full((5, 4), grey))
    assert network.scale == 1.0
    np.testing.assert_allclose(network.normalise(np.full((2, 4), grey)), 0, atol=1e-7)
    faint = np.zeros((1000, 4), np.uint8)
    faint[0, 0] = 1  # is little, but is scaled
    network.learn_normalisation(faint)
    assert np.mean(network.normalise(faint) ** 2) == pytest.approx(1, rel=1e-4)


def test_nothing_cannot_be_normalised():
    with pytest.raises(ValueError, match=r"images: got shape \(0, 4\), want 1 or more rows"):
        Network((4, 3)).learn_normalisation(np.zeros((0, 4)))


def test_half_floats_are_read_as_the_same_numbers_in_full(rng):
    network, half = Network((784, 16, 10), rng), rng.random((3, 28, 28)).astype(np.float16)
    for views in (False, True):
        p = network.predict(half, views)
        np.testing.assert_array_equal(p, network.predict(half.astype(np.float32), views))
    full = measure(half.astype(np.float32))
    for name, values in measure(half).items():
        np.testing.assert_array_equal(values, full[name])


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.uint64, np.int64])
def test_whole_scores_are_reckoned_with_as_floats(dtype):
    whole = np.array([[100, 0, 3], [0, 127, 126]]).astype(dtype)
    exact, labels = whole.astype(np.float64), np.array([0, 2])
    np.testing.assert_array_equal(softmax(whole), softmax(exact))
    assert softmax(np.array([[100, -100]], np.int8))[0, 0] == 1
    one, two = SoftmaxCrossEntropy(), SoftmaxCrossEntropy()
    assert one.forward(whole, labels) == two.forward(exact, labels)
    np.testing.assert_array_equal(one.backward(), two.backward())


def test_an_empty_batch_is_what_is_refused():
    with pytest.raises(ValueError, match=r"logits: got shape \(0, 3\), want 1 or more rows"):
        Network((4, 3)).loss_and_gradient(np.zeros((0, 4)), np.zeros(0, int))
