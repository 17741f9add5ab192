"""The training loop: it learns, it repeats itself exactly, it can be stopped and taken up again."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

import nnlib
from nnlib import (
    MNIST,
    RECIPES,
    Distortion,
    Evaluation,
    History,
    Split,
    distort,
    evaluate,
    evaluate_drawings,
    fit,
    sources,
)
from nnlib.feeding import Feed, one_ahead
from nnlib.images.hands import load_hands, strangers
from nnlib.images.handwriting import drawn_images
from nnlib.losses import NO_CLASS
from nnlib.sources import training_sets
from nnlib.training import Tally, _blas_threads

MLP = replace(RECIPES["mlp"], epochs=3)


def run(recipe, data, seed=0, **options):
    rng = np.random.default_rng(seed)
    network = recipe.build_network(rng)
    return network, fit(network, data, recipe, rng, progress=False, **options)


def test_recipes_are_the_ones_that_were_promised():
    softmax, mlp = RECIPES["softmax"], RECIPES["mlp"]
    assert (softmax.sizes, softmax.batch_size) == ((784, 10), None)
    assert softmax.optimizer == "gradient descent"
    assert (mlp.sizes, mlp.batch_size, mlp.epochs) == ((784, 256, 128, 10), 128, 15)
    assert (mlp.initialisation, mlp.optimizer) == ("he", "adam")
    assert (mlp.learning_rate, mlp.l2) == (1e-3, 5e-4)


def test_it_learns(small):
    _, history = run(replace(MLP, epochs=10), small)
    assert history.train_loss[-1] < history.train_loss[0] / 2
    assert history.dev_accuracy[-1] > 0.7
    assert history.train_accuracy[-1] > 0.95


def test_softmax_descends_monotonically(small):
    _, history = run(replace(RECIPES["softmax"], learning_rate=0.1, epochs=20), small)
    assert history.train_loss[0] == pytest.approx(np.log(10), rel=1e-6)  # all-zero start
    assert np.all(np.diff(history.train_loss) < 0)


def test_same_seed_same_weights(small):
    (one, _), (two, _), (other, _) = (run(MLP, small, seed) for seed in (1, 1, 2))
    assert one.parameters.tobytes() == two.parameters.tobytes()
    assert one.parameters.tobytes() != other.parameters.tobytes()


def test_history_has_an_entry_an_epoch(small):
    network, history = run(MLP, small)
    assert len(history) == 3
    assert {len(values) for values in vars(history).values() if isinstance(values, list)} == {3}
    assert history.dev_accuracy[-1] == evaluate(network, small.dev).accuracy
    assert History(**history.as_dict()) == history
    assert not history.interrupted


def test_callback_sees_every_epoch_and_can_end_the_run(small):
    seen = []

    def callback(network, history):
        seen.append((network.parameters.copy(), len(history)))
        return len(history) == 2

    network, history = run(MLP, small, callback=callback)
    assert [n for _, n in seen] == [1, 2]
    assert len(history) == 2
    np.testing.assert_array_equal(seen[-1][0], network.parameters)


def test_interrupt_keeps_what_was_learnt(small):
    def interrupt(network, history):
        if len(history) == 2:
            raise KeyboardInterrupt

    network, history = run(MLP, small, callback=interrupt)
    assert history.interrupted
    assert len(history) == 2
    assert history.dev_accuracy[-1] == evaluate(network, small.dev).accuracy


def test_going_on_is_the_same_as_never_having_stopped(small):
    whole, _ = run(MLP, small)
    rng = np.random.default_rng(0)
    network, optimizer = MLP.build_network(rng), MLP.build_optimizer()
    history = fit(
        network, small, MLP, rng, optimizer=optimizer, callback=lambda *_: True, progress=False
    )
    assert len(history) == 1
    fit(network, small, MLP, rng, optimizer=optimizer, history=history, progress=False)
    assert network.parameters.tobytes() == whole.parameters.tobytes()


def test_the_learning_rate_follows_the_schedule(small):
    rates = []
    optimizer = MLP.build_optimizer()
    step = optimizer.step

    def recording_step(*arrays):
        rates.append(optimizer.learning_rate)
        step(*arrays)

    optimizer.step = recording_step
    run(MLP, small, optimizer=optimizer)
    steps = np.arange(3 * 5)  # 600 images make 5 batches of at most 128
    np.testing.assert_allclose(rates, 0.5e-3 * (1 + np.cos(np.pi * steps / len(steps))))


@pytest.mark.parametrize(("distortion", "most"), [(None, 2), (Distortion(), 1)])
def test_no_more_threads_multiply_than_there_is_work_for(small, distortion, most):
    def threads():
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    inside, before = [], threads()
    recipe = replace(MLP, distortion=distortion)
    run(recipe, small, callback=lambda *_: inside.extend(threads()))
    assert set(inside) <= {min([most, *before])}
    assert threads() == before


def test_fewer_threads_are_respected(small):
    inside = []
    with threadpool_limits(1, user_api="blas"):
        run(
            MLP,
            small,
            callback=lambda *_: inside.extend(p["num_threads"] for p in threadpool_info()),
        )
    assert set(inside) <= {1}


@pytest.fixture
def peak():
    """Call a function; the most bytes that were allocated at once beyond those before."""

    def measure(function, *args):
        tracemalloc.start()
        try:
            function(*args)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    return measure


@pytest.mark.parametrize("batch_size", [8, 128])
def test_a_step_allocates_activations_and_nothing_as_large_as_the_parameters(batch_size, rng, peak):
    network, optimizer = MLP.build_network(rng), MLP.build_optimizer()
    images = rng.integers(0, 256, (batch_size, 784), np.uint8)
    labels = rng.integers(0, 10, batch_size)

    def step():
        network.loss_and_gradient(network.normalise(images), labels, MLP.l2)
        optimizer.step(network.parameters, network.gradients)

    step()
    activations = 4 * batch_size * sum(MLP.sizes)  # bytes of float32, each layer's once
    assert peak(step) < 3 * activations + 10_000
    assert 3 * 4 * 8 * sum(MLP.sizes) < network.parameters.nbytes / 8


def test_nothing_in_a_step_is_float64(rng, monkeypatch):
    network, optimizer = MLP.build_network(rng), MLP.build_optimizer()
    seen = []
    for thing in (*network.layers, network.loss, network):
        for name in ("forward", "backward", "normalise"):
            if (method := getattr(thing, name, None)) is not None:

                def recording(*args, method=method, **options):
                    result = method(*args, **options)
                    seen.extend(a for a in (*args, result) if isinstance(a, np.ndarray))
                    return result

                monkeypatch.setattr(thing, name, recording)
    for images in (rng.integers(0, 256, (16, 784), np.uint8), rng.random((16, 784))):
        x = network.normalise(images)
        network.loss_and_gradient(x, rng.integers(0, 10, 16), MLP.l2)
        optimizer.step(network.parameters, network.gradients)
    seen += [network.parameters, network.gradients, optimizer.m, optimizer.v]
    kinds = {array.dtype.name for array in seen if array is not images}
    assert kinds == {"float32", "uint8", "int64"}
    assert len(seen) > 40


def test_training_keeps_no_second_copy_in_floats(rng, peak):
    images = rng.integers(0, 256, (5000, 28, 28), np.uint8)
    train, few = (Split(images[:n], rng.integers(0, 10, n)) for n in (5000, 100))
    recipe = replace(MLP, sizes=(784, 4, 10), epochs=1)
    assert peak(run, recipe, MNIST(train, few, few)) < 2 * images.nbytes


def test_l2_pulls_the_weights_in(small):
    (free, _), (pulled, _) = (run(replace(MLP, l2=l2), small) for l2 in (0.0, 0.1))
    assert np.linalg.norm(pulled.weights) < 0.95 * np.linalg.norm(free.weights)


@pytest.mark.filterwarnings("ignore:overflow|invalid value:RuntimeWarning")
def test_an_exploding_loss_says_what_to_try(small):
    recipe = replace(RECIPES["mlp"], optimizer="gradient descent", learning_rate=1e4, epochs=5)
    with pytest.raises(FloatingPointError, match=r"in epoch \d at learning rate 10000.0.* 1000\."):
        run(recipe, small)


@pytest.mark.filterwarnings("ignore:overflow|invalid value:RuntimeWarning")
def test_an_epochs_last_step_may_explode_too(small):
    """No loss of the epoch has seen it, and its weights must not be kept."""
    recipe = replace(RECIPES["softmax"], learning_rate=1e38, epochs=5)
    seen = []
    with pytest.raises(FloatingPointError, match=r"nan in epoch 1 at learning rate 1e\+38\. Try"):
        run(recipe, small, callback=lambda *_: seen.append(1))
    assert seen == []


@pytest.mark.parametrize("field", ["initialisation", "optimizer", "schedule"])
def test_a_recipe_with_an_unknown_ingredient_is_refused(small, field):
    with pytest.raises(ValueError, match=f"{field}: got 'magic', want"):
        run(replace(MLP, **{field: "magic"}), small)


def test_evaluation_counts(small, rng):
    network = RECIPES["mlp"].build_network(rng)
    evaluation = evaluate(network, small.test)
    p = network.predict(small.test.x)
    labels = small.test.labels
    assert evaluation.accuracy == np.mean(p.argmax(axis=1) == labels)
    assert evaluation.loss == pytest.approx(-np.mean(np.log(p[np.arange(200), labels])), rel=1e-5)
    np.testing.assert_array_equal(evaluation.confusion.sum(axis=1), np.bincount(labels))
    np.testing.assert_array_equal(evaluation.predictions, p.argmax(axis=1))


def test_commonest_confusions_come_first():
    confusion = np.diag([5, 5, 5])
    confusion[0, 2], confusion[2, 1] = 3, 4
    evaluation = Evaluation(0.0, confusion, np.zeros((22, 3)))
    assert evaluation.commonest_confusions() == [(2, 1, 4), (0, 2, 3)]
    assert evaluation.commonest_confusions(1) == [(2, 1, 4)]


def test_drawings_take_the_road_of_the_pad():
    network = nnlib.load_network("weights/mlp.npz")
    one = [np.array([(100.0, 40.0), (98.0, 200.0)])]
    evaluation = evaluate_drawings(network, [(1, one), (7, one)])
    assert evaluation.accuracy == 0.5
    pad_probabilities = network.predict(nnlib.strokes_to_image(one))[0]
    np.testing.assert_allclose(evaluation.probabilities[0], pad_probabilities, rtol=1e-4)


ROBUST = replace(RECIPES["robust"], drawings=60, others=20, hands=0, epochs=3)


def test_robust_is_the_mlp_with_other_data():
    assert RECIPES["robust"].sizes == RECIPES["mlp"].sizes
    mlp = RECIPES["mlp"]
    assert not any((mlp.drawings, mlp.others, mlp.hands, mlp.distortion))


def test_robust_learns(small):
    _, history = run(replace(ROBUST, epochs=15), small)
    assert history.dev_accuracy[-1] > 0.75
    assert history.train_loss[-1] < 0.8 * history.train_loss[0]


def test_robust_repeats_itself_and_goes_on_where_it_stopped(small):
    whole, _ = run(ROBUST, small)
    again, _ = run(ROBUST, small)
    assert whole.parameters.tobytes() == again.parameters.tobytes()

    rng = np.random.default_rng(0)
    network, optimizer = ROBUST.build_network(rng), ROBUST.build_optimizer()
    history = fit(
        network, small, ROBUST, rng, optimizer=optimizer, callback=lambda *_: True, progress=False
    )
    state = rng.bit_generator.state
    rng = np.random.default_rng(99)  # another process has nothing but the saved state
    rng.bit_generator.state = state
    fit(network, small, ROBUST, rng, optimizer=optimizer, history=history, progress=False)
    assert network.parameters.tobytes() == whole.parameters.tobytes()


def test_every_epoch_sees_other_images(small, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "nnlib.feeding.distort", lambda *args: seen.append(distort(*args)) or seen[-1]
    )
    run(replace(ROBUST, epochs=2, batch_size=None), small)
    one, two = seen
    assert one.shape == (680, 784)
    assert np.abs(one - two).mean() > 0.02


def test_near_the_end_images_are_distorted_less(small, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "nnlib.feeding.distort", lambda *args: seen.append(args[-1]) or distort(*args)
    )
    run(replace(ROBUST, epochs=10, batch_size=None), small)
    assert seen == [Distortion()] * 7 + [Distortion().at(1)] * 3


def test_real_hands_are_added_as_often_as_asked_and_their_letters_have_no_class(small, monkeypatch):
    digits, letters = load_hands("digits-train")[:50], strangers("train")[:30]
    monkeypatch.setattr(sources, "load_hands", {"digits-train": digits}.get)
    monkeypatch.setattr(sources, "strangers", {"train": letters}.get)
    feed = Feed(small.train, replace(ROBUST, hands=2))
    counts = [600, 60, len(digits), len(digits), 20, len(letters)]
    assert [len(images) for images, _ in training_sets(small.train, feed.recipe)] == counts
    assert len(feed.labels) == len(feed.images) == sum(counts)
    digit = np.cumsum(counts)[3]
    np.testing.assert_array_equal(feed.labels[660 : 660 + len(digits)], [d for d, _ in digits])
    assert (feed.labels[digit:] == NO_CLASS).all()
    assert (feed.labels[:digit] != NO_CLASS).all()
    last = nnlib.strokes_to_image(letters[-1]).ravel()
    np.testing.assert_allclose(feed.images[-1] / 255, last, atol=0.002)


def test_of_what_has_no_class_a_network_learns_to_be_unsure(small):
    recipe = replace(ROBUST, others=300, epochs=12, distortion=None)
    network, _ = run(recipe, small)
    feed = Feed(small.train, recipe)
    unsure = network.predict(feed.images[feed.labels == NO_CLASS]).max(axis=1)
    sure = network.predict(feed.images[:600]).max(axis=1)
    assert np.median(unsure) < 0.3 < 0.9 < np.median(sure)


def test_the_work_done_ahead_comes_in_order_and_its_errors_come_out():
    assert list(one_ahead(lambda n: n * n, [1, 2, 3])) == [1, 4, 9]
    with pytest.raises(ZeroDivisionError):
        list(one_ahead(lambda n: 1 / n, [1, 0, 2]))


def test_a_recipe_can_have_another_activation(small):
    leaky, history = run(replace(MLP, activation="leaky relu", epochs=5), small)
    plain, _ = run(replace(MLP, epochs=5), small)
    assert leaky.activation == "leaky relu"
    assert history.dev_accuracy[-1] > 0.6
    assert leaky.parameters.tobytes() != plain.parameters.tobytes()
    with pytest.raises(ValueError, match="activation: got 'sine', want one of relu, leaky relu"):
        replace(MLP, activation="sine")


def test_as_many_confusions_as_there_are_and_ties_in_their_order():
    confusion = np.diag([5, 5, 5, 5])
    for i, j in ((0, 1), (0, 2), (1, 0), (2, 0), (3, 1), (3, 2)):
        confusion[i, j] = 2
    evaluation = Evaluation(0.0, confusion, np.zeros((32, 4)))
    in_order = [(0, 1, 2), (0, 2, 2), (1, 0, 2), (2, 0, 2), (3, 1, 2)]
    assert evaluation.commonest_confusions() == in_order
    assert evaluation.commonest_confusions(9) == [*in_order, (3, 2, 2)]


def test_drawings_of_the_last_class_are_welcome_and_of_the_next_are_not():
    network, one = nnlib.Network((784, 3)), [np.array([(50.0, 10.0), (50.0, 90.0)])]
    assert evaluate_drawings(network, [(2, one), (0, one)]).accuracy == 0.5
    with pytest.raises(ValueError, match="drawings: got integers from 0 to 3, want 0 to 2"):
        evaluate_drawings(network, [(3, one), (0, one)])


def test_a_tally_sums_and_the_history_keeps_its_means():
    tally, p = Tally(), np.array([[0.9, 0.1], [0.2, 0.8]])
    tally.add(0.5, p, np.array([0, 0]))  # one of two right
    tally.add(2.0, p[:1], np.array([0]))  # and one of one
    history = History()
    dev = Evaluation(loss=0.25, confusion=np.diag([3, 1]), probabilities=np.eye(2))
    history.record(tally, dev)
    assert history.train_loss == [pytest.approx((2 * 0.5 + 2.0) / 3)]
    assert history.train_accuracy == [pytest.approx(2 / 3)]
    assert (history.dev_loss, history.dev_accuracy) == ([0.25], [1.0])
    assert 0 <= history.seconds[0] < 60


@pytest.mark.parametrize("lost", [np.inf, np.nan])
def test_a_tally_refuses_a_loss_that_is_lost(lost):
    with pytest.raises(FloatingPointError) as caught:
        Tally().add(lost, np.eye(2), np.array([0, 1]))
    assert str(caught.value) == str(lost)


@pytest.mark.parametrize(("allowed", "whole"), [([8], 2), ([1], 1), ([4, 2], 2), ([16, 1], 1)])
def test_two_threads_share_the_products_of_all_images_and_none_those_of_a_batch(
    monkeypatch, allowed, whole
):
    pools = [{"user_api": "blas", "num_threads": n} for n in allowed]
    pools.append({"user_api": "openmp", "num_threads": 1})
    monkeypatch.setattr("nnlib.training.threadpool_info", lambda: pools)
    assert _blas_threads(RECIPES["softmax"]) == whole
    assert _blas_threads(MLP) == _blas_threads(RECIPES["robust"]) == 1


def test_a_bar_is_shown_unless_it_is_not_wanted(small, capsys):
    recipe = replace(RECIPES["softmax"], epochs=2)
    for options, shown in (({}, True), ({"progress": True}, True), ({"progress": False}, False)):
        rng = np.random.default_rng(0)
        fit(recipe.build_network(rng), small, recipe, rng, **options)
        assert ("softmax" in capsys.readouterr().err) is shown


def test_the_recipes_own_distortion_is_used(small):
    gentle = replace(ROBUST, epochs=1, distortion=Distortion(shift=0.0, rotation=0.0))
    (one, _), (two, _) = run(gentle, small), run(replace(ROBUST, epochs=1), small)
    assert one.parameters.tobytes() != two.parameters.tobytes()


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint64])
def test_labels_of_any_whole_type_are_reckoned_with_as_int64(dtype, rng):
    labels = (np.arange(60) % 30).astype(dtype)  # of 30 classes: 29 × 30 is beyond a byte
    split = Split(rng.integers(0, 256, (60, 28, 28), np.uint8), labels)
    assert split.labels.dtype == np.int64
    np.testing.assert_array_equal(split.labels, labels)
    network = nnlib.Network((784, 30), rng)
    confusion = evaluate(network, split).confusion
    np.testing.assert_array_equal(confusion.sum(axis=1), 2)
    np.testing.assert_array_equal(
        confusion.sum(axis=0),
        np.bincount(network.predict(split.images).argmax(axis=1), minlength=30),
    )
    _, history = run(replace(MLP, sizes=(784, 8, 30), epochs=1), MNIST(split, split, split))
    assert len(history) == 1


def test_labels_of_drawings_may_be_bytes():
    one = [np.array([(50.0, 10.0), (50.0, 90.0)])]
    result = evaluate_drawings(nnlib.Network((784, 30)), [(np.uint8(29), one), (np.uint8(0), one)])
    assert result.confusion[29, 0] == result.confusion[0, 0] == 1


def test_a_run_that_went_on_to_its_end_is_not_interrupted(small):
    def interrupt(network, history):
        raise KeyboardInterrupt

    rng = np.random.default_rng(0)
    network, optimizer = MLP.build_network(rng), MLP.build_optimizer()
    going = {"optimizer": optimizer, "progress": False}
    history = fit(network, small, MLP, rng, callback=interrupt, **going)
    assert history.interrupted
    fit(network, small, MLP, rng, history=history, **going)
    assert (len(history), history.interrupted) == (3, False)


def test_the_normalisation_is_learnt_from_mnist_alone(small):
    network, _ = run(replace(ROBUST, epochs=1), small)
    plain, _ = run(replace(MLP, epochs=1), small)
    np.testing.assert_array_equal(network.mean, plain.mean)
    assert network.scale == plain.scale


def test_the_pens_drawings_are_the_same_whatever_the_runs_seed(small):
    _, (images, labels), *_ = training_sets(small.train, ROBUST)
    again, digits = drawn_images(ROBUST.drawings, np.random.default_rng(2003))
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, digits)


def test_as_many_threads_multiply_afterwards_as_before(small, monkeypatch):
    """Whatever the environment allows: what is limited is restored, also after an error."""
    limits = []

    class Limits:
        def __init__(self, limit, user_api):
            limits.append(limit)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            limits.append("restored")

    def stop(*_):
        raise KeyError

    monkeypatch.setattr("nnlib.training.threadpool_limits", Limits)
    run(replace(MLP, epochs=1), small)
    with pytest.raises(KeyError):
        run(replace(MLP, epochs=1), small, callback=stop)
    assert limits == [limits[0], "restored"] * 2


def test_a_probability_of_nought_costs_much_and_is_no_infinity():
    network = nnlib.Network((784, 2))
    network.parameters[-2:] = 500, -500  # so sure that the other is nought in single precision
    split = Split(np.full((1, 28, 28), 9, np.uint8), np.array([1]))
    assert evaluate(network, split).loss == pytest.approx(87.3, abs=0.1)
