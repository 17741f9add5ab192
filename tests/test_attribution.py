"""Attribution: the parts sum to the whole, exactly, and what they foretell of another image."""

import numpy as np
import pytest

from nnlib import Network, load_network
from nnlib.app.attribution import Attribution, Margin
from nnlib.course.ch6 import erasing, evidence_map


@pytest.fixture(scope="module", params=["softmax", "mlp", "robust"])
def network(request):
    return load_network(f"weights/{request.param}.npz")


def test_pixels_and_constant_sum_to_the_margin(network, mnist):
    for image in mnist.test.x[:5]:
        at = Attribution(network, image)
        np.testing.assert_allclose(at.logits, network.logits(image[None])[0], rtol=1e-4, atol=1e-4)
        for digit, other in ((4, 9), (0, 1), (3, 3)):
            margin = at.margin(digit, other)
            assert margin.pixels.shape == (784,)
            assert margin.total == pytest.approx(at.logits[digit] - at.logits[other], abs=1e-9)


def test_the_constant_is_the_same_wherever_the_same_units_are_on(network, mnist):
    image = mnist.test.x[0]
    nearby = image * (1 - 1e-6)
    one, two = (Attribution(network, x).margin(7, 2) for x in (image, nearby))
    assert one.constant == two.constant
    assert one.total != two.total


def test_a_network_of_one_layer_has_no_units():
    assert Attribution(Network((784, 10)), np.zeros((28, 28))).activations == []


def test_a_wrong_shape_is_named():
    with pytest.raises(ValueError, match=r"image: got shape \(3, 3\), want 784 pixels"):
        Attribution(Network((784, 10)), np.zeros((3, 3)))


def test_it_is_exact_with_a_leaky_network_too(mnist, rng):
    network = Network((784, 20, 12, 10), rng, activation="leaky relu")
    network.learn_normalisation(mnist.dev.x[:500])
    network.parameters[-42:] = rng.normal(size=42)  # biases that are not all zero
    held = Attribution(network, mnist.test.x[0])
    np.testing.assert_allclose(
        held.logits, network.logits(mnist.test.x[:1])[0], rtol=1e-4, atol=1e-4
    )
    assert min(held.activations[1]) < 0  # a leaking unit
    margin = held.margin(4, 9)
    assert margin.total == pytest.approx(held.logits[4] - held.logits[9], abs=1e-9)


def test_erasing_is_foretold_exactly_where_nothing_bends(mnist):
    softmax = load_network("weights/softmax.npz")
    image = mnist.test.x[0].reshape(28, 28)
    pixels = erasing.strongest(image, Attribution(softmax, image).margin(7, 2), 20)
    found = erasing.erase(softmax, image, 7, 2, pixels)
    assert found.foretold == pytest.approx(found.actual, rel=1e-4)
    assert found.actual < -1
    bent = erasing.erase(load_network("weights/mlp.npz"), image, 7, 2, pixels)
    assert bent.foretold != pytest.approx(bent.actual, rel=1e-2)


def test_the_strongest_are_ink_and_speak_most(mnist, rng):
    image = mnist.test.x[0].reshape(28, 28)
    margin = Margin(rng.normal(size=784), 0.0)
    ink = erasing.inked(image)
    chosen = erasing.strongest(image, margin, 5)
    assert set(chosen) <= set(ink)
    assert np.sort(margin.pixels[chosen]).tolist() == np.sort(margin.pixels[ink])[-5:].tolist()
    after = erasing.without(image, chosen)
    assert not after.ravel()[chosen].any()
    assert np.count_nonzero(image) - np.count_nonzero(after) == 5
    assert "empty where it speaks for 2" in evidence_map(image, margin, chosen, 7, 2).alt


def test_erasing_the_strongest_costs_more_than_chance(mnist, rng):
    network = load_network("weights/robust.npz")
    images = [*mnist.test.x[:20].reshape(-1, 28, 28), np.zeros((28, 28))]  # the last has no ink
    found = erasing.erase_each(network, images, 10, rng)
    lost = {name: [one.actual for one in each] for name, each in found.items()}
    assert {len(each) for each in lost.values()} == {20}
    assert np.median(lost["the strongest"]) < np.median(lost["at random"])
    assert all(one.lead > 0 for one in found["at random"])
