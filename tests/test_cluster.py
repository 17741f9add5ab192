"""Many runs, and one run on many: on two worker processes, one of them killed. No clock here."""

import os
import signal
from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module

import numpy as np
import psutil
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

import nnlib.__main__ as command
from nnlib import MNIST, RECIPES, Distortion, Network, fit, load_checkpoint
from nnlib.sweep import Job, attempt, combinations, read_results, sweep, table, train
from nnlib.workers import PATIENCE, RowFeed, Share, SharedNetwork, cluster, needed

RECIPE = replace(RECIPES["mlp"], sizes=(784, 32, 10), epochs=20)  # 5 steps an epoch on 600 images


@pytest.fixture(scope="module")
def client():
    """Two worker processes, as ``--workers 2`` starts them."""
    with cluster(2) as running:
        yield running


def trained(recipe, data, client=None, n_shares=2, callback=None) -> np.ndarray:
    """The parameters after training, in float64; by workers, if there is a client."""
    rng = np.random.default_rng(0)
    network, feed = recipe.build_network(rng, np.float64), None
    if client is not None:
        feed = RowFeed(data.train, recipe)
        network = SharedNetwork(network, feed, client, n_shares)
    fit(network, data, recipe, rng, feed=feed, callback=callback, progress=False)
    return network.parameters


@pytest.fixture(scope="module")
def alone(small):
    return trained(RECIPE, small)


def test_ctrl_c_is_for_the_process_that_started_the_workers(client):
    heard = client.run(lambda: signal.getsignal(signal.SIGINT) is signal.SIG_IGN)
    assert list(heard.values()) == [True, True]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_two_workers_make_the_updates_of_one_process(small, client, alone):
    # 100 steps of Adam in double precision: only the order of additions differs
    np.testing.assert_allclose(trained(RECIPE, small, client), alone, rtol=0, atol=1e-6)


def test_a_killed_worker_loses_nothing(small, client):
    def kill_one(network, history) -> None:
        if len(history) == 1:
            psutil.Process(next(iter(client.run(os.getpid).values()))).kill()

    few = replace(RECIPE, epochs=3)
    before, whole = client.ncores(), trained(few, small, client)
    assert trained(few, small, client, callback=kill_one).tobytes() == whole.tobytes()
    client.wait_for_workers(2)
    assert client.ncores() != before  # another one has taken its place


def test_every_recipe_can_be_shared(small, client):
    full = replace(RECIPES["softmax"], epochs=3)  # one step an epoch, on all images
    np.testing.assert_allclose(trained(full, small, client), trained(full, small), atol=1e-12)
    bent = replace(RECIPE, epochs=1, distortion=Distortion())  # the workers distort
    once = trained(bent, small, client)
    assert once.tobytes() == trained(bent, small, client).tobytes()
    assert not np.allclose(once, trained(replace(RECIPE, epochs=1), small), atol=1e-3)


def test_near_the_end_the_workers_distort_less(small):
    bent = replace(RECIPE, distortion=Distortion())
    network = bent.build_network(np.random.default_rng(0))
    for progress in (0, 0.9):
        _, (rows, distortion, seed), _ = next(
            RowFeed(small.train, bent).epoch(network, np.random.default_rng(0), progress)
        )
        assert distortion == Distortion().at(progress)
        one, whole = (
            Share(small.train.images.reshape(-1, 784), *likeness, network.state())
            for likeness in [(network.sizes, np.float32, "relu")] * 2
        )
        labels, losses = small.train.labels[rows], []
        for share, how in ((one, distortion), (whole, Distortion())):
            x = (rows, how, (seed, 0))
            losses.append(share.gradient(network.parameters, x, labels, 0.0)[0])
        assert (losses[0] == losses[1]) == (progress == 0)


def test_the_program_that_measures_steps_takes_them(small, client, monkeypatch):
    program = import_module("cluster")
    monkeypatch.setattr(program, "BATCHES", (8,))
    monkeypatch.setattr(program, "RUNS", 1)
    monkeypatch.setattr(program, "load_mnist", lambda: small)
    monkeypatch.setattr(program, "cluster", lambda n_workers: nullcontext(client))
    assert [row[:3] for row in program.steps()] == [("alone", 0, 8), ("step", 1, 8), ("step", 2, 8)]


def blas_threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_a_worker_multiplies_with_one_thread(small, monkeypatch):
    seen, plain = [], Network.loss_and_gradient

    def watched(*arguments) -> float:
        seen.append(blas_threads())
        return plain(*arguments)

    monkeypatch.setattr(Network, "loss_and_gradient", watched)
    with threadpool_limits(2, user_api="blas"):
        network = Network((784, 10))
        images, likeness = small.dev.images.reshape(-1, 784), ((784, 10), np.float32, "relu")
        share = Share(images, *likeness, network.state())
        share.gradient(network.parameters, (np.arange(4), None, 0), small.dev.labels[:4], 0.0)
        assert blas_threads() == {2}
    assert seen == [{1}]


def test_the_command_trains_on_a_cluster_and_writes_plain_weights(
    small, client, monkeypatch, tmp_path
):
    monkeypatch.setattr(command, "load_mnist", lambda: MNIST(small.dev, small.dev, small.test))
    for name, more in {"one": [], "two": ["--scheduler", client.scheduler.address]}.items():
        out = str(tmp_path / f"{name}.npz")
        assert command.main(["train", "softmax", "--epochs", "3", "--out", out, *more]) == 0
    one, two = (load_checkpoint(tmp_path / f"{name}.npz").network for name in ("one", "two"))
    np.testing.assert_allclose(one.parameters, two.parameters, atol=1e-6)


class NoWorkers:
    """A client whose workers have all gone."""

    def wait_for_workers(self, count, timeout):
        assert timeout == PATIENCE
        raise TimeoutError

    def ncores(self):
        return {}


def test_without_workers_a_run_ends_in_a_sentence(small):
    network = SharedNetwork(Network((784, 10)), RowFeed(small.train, RECIPE), NoWorkers(), 2)
    with pytest.raises(ConnectionError, match=r"lost 5 times in a row .* go on with --resume"):
        network.loss_and_gradient((np.arange(4), None, 0), small.train.labels[:4])


def test_a_missing_package_is_named():
    with pytest.raises(ImportError, match=r"this needs Nonsense: pip install 'nnlib\[cluster\]'"):
        needed("no_such_package", "Nonsense")


# Many runs


def jobs(*seeds) -> list[Job]:
    return [Job(RECIPE, seed) for seed in seeds]


def seeds_of(keys) -> list[int]:
    return sorted(int(key.rsplit(", ", 1)[1].rstrip("]")) for key in keys)


def score(job: Job) -> dict:
    return {"dev_accuracy": job.seed / 10}


def trouble(job: Job) -> dict:
    """Seed 1 has a fault, and seed 2 kills its process."""
    if job.seed == 1:
        raise ValueError("one is odd")
    if job.seed == 2:
        psutil.Process().kill()
    return score(job)


def test_a_sweep_goes_on_without_what_fails_and_what_is_killed(tmp_path):
    results, seen = tmp_path / "sweep.jsonl", []
    every = jobs(0, 1, 2, 3, 4)
    found, failed = sweep(every, results, run=trouble, report=lambda job, _: seen.append(job.seed))
    assert seeds_of(found) == [0, 3, 4]
    reasons = [failed[job.key] for job in every if job.key in failed]
    assert reasons == ["ValueError: one is odd", "its process was killed"]
    assert sorted(seen) == [0, 1, 2, 3, 4]
    assert read_results(results) == found

    seen.clear()  # and once more, with the faults mended: only what is missing is run
    found, failed = sweep(every, results, run=score, report=lambda job, _: seen.append(job.seed))
    assert (seeds_of(found), failed, sorted(seen)) == ([0, 1, 2, 3, 4], {}, [1, 2])


def test_a_sweep_runs_on_a_cluster_too(tmp_path, client):
    found, failed = sweep(
        jobs(0, 1), tmp_path / "sweep.jsonl", scheduler=client.scheduler.address, run=trouble
    )
    assert seeds_of(found) == [0]
    assert list(failed.values()) == ["ValueError: one is odd"]


def test_a_run_of_a_sweep_multiplies_with_one_thread():
    def threads(job: Job) -> dict:
        return {"threads": blas_threads()}

    with threadpool_limits(2, user_api="blas"):
        assert attempt(threads, *jobs(0))[1] == {"threads": {1}}


def test_a_run_that_diverges_is_kept_as_such(small, monkeypatch):
    monkeypatch.setattr("nnlib.sweep.load_once", lambda: small)
    wild = replace(RECIPE, optimizer="gradient descent", learning_rate=1e6, epochs=1)
    row = train(Job(wild, 0))
    assert row["dev_accuracy"] is None
    assert "learning rate" in row["diverged"]
    assert train(Job(replace(RECIPE, epochs=2), 0))["dev_accuracy"] > 0.2


def test_combinations_are_all_of_them():
    tries = [["learning_rate", "0.1", "0.2"], ["sizes", "[784, 10]"], ["schedule", "constant"]]
    got = combinations(RECIPE, tries)
    assert list(got) == [
        f"learning_rate {rate} sizes [784, 10] schedule constant" for rate in (0.1, 0.2)
    ]
    assert [r.learning_rate for r in got.values()] == [0.1, 0.2]
    assert {(r.sizes, r.schedule) for r in got.values()} == {((784, 10), "constant")}
    assert combinations(RECIPE, []) == {"": RECIPE}


@pytest.mark.parametrize(
    ("tries", "message"),
    [
        (["lr", "1"], "--try: got 'lr', want one of name, sizes"),
        (["l2", "-1"], "l2: got -1, want at least 0"),
        (["l2"], "--try: got l2 alone, want values behind it"),
    ],
)
def test_the_command_refuses_what_no_recipe_has(tries, message, capsys):
    assert command.main(["sweep", "mlp", "--try", *tries]) == 1
    assert message in capsys.readouterr().err


def test_the_table_says_what_diverged_and_what_is_missing():
    rows = [{"dev_accuracy": 0.9}, {"dev_accuracy": 0.92}, {"dev_accuracy": None}, None]
    assert table({"a": rows, "b": [None]}).splitlines() == [
        "   runs  dev (%)",
        "a     3  91.00 ± 1.41, 1 diverged, 1 missing",
        "b     0  –, 1 missing",
    ]


def test_the_command_prints_each_run_and_the_table(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("nnlib.sweep.train", score)
    found = {job.key: {"recipe": None, "seed": 0, "dev_accuracy": 0.5} for job in jobs(0)}
    monkeypatch.setattr("nnlib.sweep.sweep", lambda *_, **__: (found, {}))
    monkeypatch.setattr("nnlib.sweep.RECIPES", {"mlp": RECIPE})
    results = str(tmp_path / "new" / "sweep.jsonl")
    assert command.main(["sweep", "mlp", "--seeds", "1", "--results", results]) == 0
    assert "50.00" in capsys.readouterr().out
