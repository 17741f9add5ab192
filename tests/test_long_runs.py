"""What chapter 2 has stored of long trainings: the beginning, trained again."""

from dataclasses import replace

import numpy as np
import pytest

import nnlib
import one_layer
from nnlib.course.ch2.long_runs import (
    ADAM,
    MEASURES,
    PASSES,
    STEPS,
    read_deep_loss,
    read_long_run,
    read_templates,
)


@pytest.fixture(scope="module")
def data():
    return nnlib.load_mnist()


def test_the_templates_are_those_of_the_baseline(data):
    stored = read_templates()
    assert tuple(stored) == STEPS
    baseline = nnlib.load_network("weights/softmax.npz")
    np.testing.assert_allclose(stored[1000], baseline.layers[0].W, atol=2e-3)
    again = one_layer.templates(data, STEPS[:2])
    np.testing.assert_allclose(again, [stored[1], stored[2]], atol=2e-3)


def test_the_long_run_is_adam_on_one_layer(data):
    stored = read_long_run()
    assert len(stored) == PASSES
    assert stored.train_loss[-1] < 0.2  # what the chapter says of it
    assert stored.train_accuracy[-1] > 0.945
    assert replace(ADAM, epochs=PASSES).sizes == (784, 10)
    again = one_layer.long_run(data, measured=1)
    for name in MEASURES:
        assert again[name][0] == pytest.approx(getattr(stored, name)[0], rel=0.02)


def test_the_three_layers_loss_is_their_record_without_the_penalty(data):
    stored = read_deep_loss()
    record = nnlib.load_checkpoint("weights/mlp.npz").record["history"]["train_loss"]
    assert len(stored) == len(record)
    assert all(loss < total for loss, total in zip(stored, record, strict=True))
    assert one_layer.deep_loss(data, measured=1)[0] == pytest.approx(stored[0], rel=0.02)
    # after the last pass, the penalty and the cross-entropy of the stored weights are the record
    network = nnlib.load_network("weights/mlp.npz")
    weights = sum(np.sum(layer.W.astype(np.float64) ** 2) for layer in network.layers[::2])
    assert record[-1] - 0.5 * 5e-4 * weights == pytest.approx(stored[-1], abs=1e-3)
