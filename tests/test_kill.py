"""What becomes of a training run when the machine, the disk or the reader stops it."""

import errno
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, replace

import numpy as np
import pytest

import kill
import nnlib.__main__ as command
from nnlib import (
    MNIST,
    RECIPES,
    Checkpoint,
    CheckpointError,
    GradientDescent,
    Network,
    load_checkpoint,
    runs,
    save_checkpoint,
)
from nnlib.course.tables import write_table
from nnlib.feeding import Feed
from nnlib.files import ROOT, locked, write_atomically
from nnlib.sources import pen_version

MLP = replace(RECIPES["mlp"], epochs=1)
ROBUST = ROOT / "weights" / "robust.npz"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX's")


def test_killed_runs_end_as_if_nothing_had_happened(tmp_path):
    got = kill.survive(kills=4, seed=1, folder=tmp_path)
    assert got["kills"] == 4
    assert got["identical"] == got["runs"]
    assert got["lost"] <= 1


@pytest.fixture
def tiny(small, monkeypatch):
    """The softmax recipe on few images, for runs of the command within this process."""
    monkeypatch.setattr(command, "load_mnist", lambda: MNIST(small.dev, small.dev, small.test))
    return ["train", "softmax", "--epochs", "3"]


def test_a_run_begins_with_the_network_that_its_seed_draws(tmp_path):
    run = runs.Run(MLP, 3, tmp_path / "one.npz")
    drawn = MLP.build_network(np.random.default_rng(3))
    np.testing.assert_array_equal(run.network.parameters, drawn.parameters)


def unfinished(path):
    return path.with_name(f"{path.stem}.resume.npz")


@pytest.fixture
def interrupted(tiny, tmp_path, monkeypatch, capsys):
    """A run that Ctrl-C ended in its second epoch, while that was being saved."""
    out = tmp_path / "one.npz"

    def save_and_stop(path, checkpoint):
        if len(checkpoint.record["history"]["dev_loss"]) == 2:
            raise KeyboardInterrupt
        save_checkpoint(path, checkpoint)

    with monkeypatch.context() as patch:
        patch.setattr(runs, "save_checkpoint", save_and_stop)
        assert command.main([*tiny, "--out", str(out)]) == 130
    wanted = f"Interrupted after epoch 1, which is in {unfinished(out)}: go on with --resume."
    assert capsys.readouterr().err.strip() == wanted
    return out


def test_ctrl_c_says_what_is_really_on_disk(interrupted):
    assert len(load_checkpoint(unfinished(interrupted)).record["history"]["dev_loss"]) == 1
    assert not interrupted.exists()


def test_a_run_that_ctrl_c_ended_goes_on_to_the_same_weights(interrupted, tiny, tmp_path):
    whole = tmp_path / "whole.npz"
    assert command.main([*tiny, "--out", str(whole)]) == 0
    assert command.main([*tiny, "--out", str(interrupted), "--resume"]) == 0
    assert kill.parameters(interrupted) == kill.parameters(whole)


def test_ctrl_c_before_the_training_leaves_no_traceback(tiny, tmp_path, monkeypatch, capsys):
    def stop():
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "load_mnist", stop)
    assert command.main([*tiny, "--out", str(tmp_path / "one.npz")]) == 130
    assert capsys.readouterr().err.strip() == "nnlib: interrupted."


def test_starting_anew_does_not_throw_an_unfinished_run_away(interrupted, tiny, capsys):
    before = unfinished(interrupted).read_bytes()
    assert command.main([*tiny, "--out", str(interrupted)]) == 0
    aside = interrupted.with_name("one.resume.old.npz")
    assert aside.read_bytes() == before
    assert f"An unfinished run was there: it is now {aside}" in capsys.readouterr().out
    assert {path.name for path in interrupted.parent.iterdir()} == {interrupted.name, aside.name}


def test_nothing_to_resume_is_said(tiny, tmp_path, capsys):
    assert command.main([*tiny, "--out", str(tmp_path / "one.npz"), "--resume"]) == 0
    assert "Nothing to resume" in capsys.readouterr().out


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record.pop("rng"),
        lambda record: record.pop("history"),
        lambda record: record.update(rng={"bit_generator": "Magic"}),
        lambda record: record.update(history={"magic": []}),
        lambda record: record.update(history=[1]),
        lambda record: record.update(history={}),
        lambda record: record["history"].update(dev_loss=[]),
        lambda record: record["history"].update(dev_loss=[0.5, 0.5]),
        lambda record: record["history"].update(seconds=["a"]),
        lambda record: record["history"].update(seconds=1),
        lambda record: record["history"].update(train_loss=[None]),
        lambda record: [column.extend(column * 9) for column in columns(record)],
        lambda record: record.update(rng=[]),
        lambda record: record.update(rng={"bit_generator": "PCG64", "state": {"state": "x"}}),
        lambda record: record["rng"]["state"].update(state=-1),
        lambda record: record["rng"]["state"].update(state=2**200),
    ],
)
def test_a_file_without_the_state_of_a_run_is_not_resumed(interrupted, tiny, spoil, capsys):
    checkpoint = load_checkpoint(unfinished(interrupted))
    spoil(checkpoint.record)
    save_checkpoint(unfinished(interrupted), checkpoint)
    assert command.main([*tiny, "--out", str(interrupted), "--resume"]) == 1
    assert "does not hold the state of a run under way" in capsys.readouterr().err


def test_a_folder_is_no_file(tiny, tmp_path, capsys):
    assert command.main([*tiny, "--out", str(tmp_path)]) == 1
    assert "is a folder, want the name of a file" in capsys.readouterr().err


def columns(record):
    return [column for column in record["history"].values() if isinstance(column, list)]


def adam(n):
    return {"t": np.array(3), "m": np.zeros(n), "v": np.zeros(n)}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: kept.optimizer.clear(),
        lambda kept: kept.optimizer.pop("t"),
        lambda kept: kept.optimizer.update(t=np.array(-1)),
        lambda kept: kept.optimizer["v"].fill(-1),
        lambda kept: kept.__init__(Network((784, 10)), kept.record, adam(7850)),
        lambda kept: setattr(kept, "network", Network(MLP.sizes, activation="leaky relu")),
        lambda kept: setattr(kept, "network", Network(MLP.sizes, dtype=np.float64)),
    ],
)
def test_a_run_goes_on_with_its_own_network_and_optimizer(tmp_path, small, spoil):
    run = runs.Run(MLP, 3, tmp_path / "one.npz")
    run.train(small, lambda _: None, progress=False)
    kept = load_checkpoint(run.unfinished)
    spoil(kept)
    save_checkpoint(run.unfinished, kept)
    with pytest.raises(CheckpointError, match="does not hold the state of a run under way"):
        runs.Run(MLP, 3, run.out).resume()


def test_the_seed_decides_and_the_record_says_what_a_run_was(tmp_path, small):
    runs_ = [runs.Run(MLP, seed, tmp_path / f"{i}.npz") for i, seed in enumerate((3, 3, 4))]
    progress = [[], [], []]
    for run, epochs in zip(runs_, progress, strict=True):
        assert run.saved == 0
        run.train(small, lambda history, epochs=epochs: epochs.append(len(history)), progress=False)
    same, again, other = (run.network.parameters for run in runs_)
    np.testing.assert_array_equal(same, again)
    assert (same != other).any()
    assert progress == [[1]] * 3
    record = load_checkpoint(runs_[0].unfinished).record
    assert record["recipe"] == json.loads(json.dumps(asdict(MLP)))
    assert record["seed"] == 3
    assert record["numpy"] == np.__version__
    assert record["python"] == platform.python_version()
    assert record["pen_sha256"] == pen_version() == load_checkpoint(ROBUST).record["pen_sha256"]


def test_a_run_takes_its_batches_from_the_feed_that_it_is_given(tmp_path, small):
    class Counted(Feed):
        epochs = 0

        def epoch(self, *arguments):
            self.epochs += 1
            return super().epoch(*arguments)

    feed = Counted(small.train, MLP)
    runs.Run(MLP, 3, tmp_path / "one.npz").train(small, lambda _: None, False, feed)
    assert feed.epochs == 1


@pytest.mark.parametrize("other", [{"seed": 4}, {"recipe": 2}, {"data_sha256": "0"}])
def test_another_seed_recipe_or_data_set_is_another_run(tmp_path, small, other, monkeypatch):
    runs.Run(MLP, 3, tmp_path / "one.npz").train(small, lambda _: None, progress=False)
    again = runs.Run(MLP, 3, tmp_path / "one.npz")
    again.record |= other
    with pytest.raises(CheckpointError, match="begun with another recipe, seed or data set"):
        again.resume()


def test_no_two_runs_train_for_one_file(tiny, tmp_path, capsys):
    out = tmp_path / "one.npz"
    run = runs.Run(MLP, 0, out)
    with run.alone():
        assert command.main([*tiny, "--out", str(out)]) == 1
        assert "another training is on its way to this file" in capsys.readouterr().err
        assert command.main([*tiny, "--out", str(tmp_path / "two.npz")]) == 0
    assert not unfinished(out).exists()
    assert command.main([*tiny, "--out", str(out)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"one.npz", "two.npz"}


def test_files_of_two_names_are_two_runs(tmp_path):
    names = ["g.npz", "g.bin", "g.bin.npz", "g"]
    kept = [runs.Run(MLP, 0, tmp_path / name).unfinished for name in names]
    assert len({*kept, *(tmp_path / name for name in names)}) == 8
    assert kept[0] == tmp_path / "g.resume.npz"


def test_what_is_no_file_is_never_replaced(tiny, tmp_path, capsys):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    for path in (pipe, tmp_path / "link"):
        assert command.main([*tiny, "--out", str(path)]) == 1
        assert "is a device or a pipe" in capsys.readouterr().err
        with pytest.raises(OSError, match="is a device or a pipe"):
            write_atomically(path, b"new")
    assert pipe.is_fifo()


def test_a_link_stays_a_link_and_permissions_stay_as_they_are(tmp_path):
    path, link = tmp_path / "weights.npz", tmp_path / "link.npz"
    link.symlink_to(path)
    before = os.umask(0o027)
    try:
        write_atomically(link, b"one")
    finally:
        os.umask(before)
    assert link.is_symlink()
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"one", 0o640)
    path.chmod(0o604)
    write_atomically(link, b"two")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o604)


def test_other_peoples_files_beside_it_stay(tiny, tmp_path):
    others = [tmp_path / name for name in ("one.npz.tmp", "one.npz.mine.tmp", "one.tmp")]
    for path in others:
        path.write_bytes(b"mine")
    assert command.main([*tiny, "--out", str(tmp_path / "one.npz")]) == 0
    assert [path.read_bytes() for path in others] == [b"mine"] * 3


def test_a_full_disk_keeps_the_old_table(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    write_table(path, ["a"], [[1]])

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_table(path, ["a"], [[2]])
    assert path.read_text() == "a\n1\n"


# Disks


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("step", ["pathlib.Path.open", "os.fsync", "os.replace"])
def test_a_disk_that_refuses_leaves_the_old_file_and_a_sentence(tmp_path, monkeypatch, code, step):
    path = tmp_path / "weights.npz"
    path.write_bytes(b"old")

    def refuse(*_, **__):
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(step, refuse)
        with pytest.raises(OSError, match=os.strerror(code)) as caught:
            write_atomically(path, b"new")
    assert caught.value.errno == code
    for part in (str(path), "cannot be written", "untouched", "Free space"):
        assert part in str(caught.value)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_full_disk_while_training(tmp_path):
    """The kernel itself refuses: no file of this process may grow beyond 10,000 bytes."""
    path = tmp_path / "weights.npz"
    save_checkpoint(path, Checkpoint(Network((4, 2))))
    before = path.read_bytes()
    code = (
        "import resource, signal, sys; from nnlib import Checkpoint, Network, save_checkpoint;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000));"
        "save_checkpoint(sys.argv[1], Checkpoint(Network((784, 10))))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert "File too large" in result.stderr
    assert "what was there before is untouched" in result.stderr
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_full_disk_ends_the_command_with_a_sentence(interrupted, tiny, monkeypatch, capsys):
    before = unfinished(interrupted).read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert command.main([*tiny, "--out", str(interrupted), "--resume"]) == 1
    errors = capsys.readouterr().err
    assert "No space left on device" in errors
    assert "Traceback" not in errors
    assert unfinished(interrupted).read_bytes() == before


def test_a_failed_final_write_can_be_made_good_by_resuming(tiny, tmp_path, monkeypatch, capsys):
    out = tmp_path / "one.npz"

    def full_at_the_end(path, checkpoint):
        if path == out:
            raise OSError(errno.ENOSPC, "No space left on device")
        save_checkpoint(path, checkpoint)

    with monkeypatch.context() as patch:
        patch.setattr(runs, "save_checkpoint", full_at_the_end)
        assert command.main([*tiny, "--out", str(out)]) == 1
    assert not out.exists()
    assert command.main([*tiny, "--out", str(out), "--resume"]) == 0
    assert "Resuming after epoch 3 of 3" in capsys.readouterr().out
    assert len(load_checkpoint(out).record["history"]["dev_loss"]) == 3


@pytest.mark.filterwarnings("ignore:overflow|invalid value:RuntimeWarning")
def test_an_exploding_run_ends_with_a_sentence_and_keeps_the_epoch_before(
    interrupted, tiny, monkeypatch, capsys
):
    before = unfinished(interrupted).read_bytes()
    step = GradientDescent.step

    def explode(self, parameters, gradients):
        step(self, parameters, gradients)
        parameters[0] = np.inf

    monkeypatch.setattr(GradientDescent, "step", explode)
    assert command.main([*tiny, "--out", str(interrupted), "--resume"]) == 1
    errors = capsys.readouterr().err
    assert "in epoch 2 at learning rate 0.6. Try a smaller one, such as 0.06." in errors
    assert "Traceback" not in errors
    assert unfinished(interrupted).read_bytes() == before


@pytest.mark.parametrize("hands", [0, 1])
def test_a_run_is_calibrated_on_what_it_was_not_trained_on(tmp_path, small, hands, monkeypatch):
    seen, read = [], []
    monkeypatch.setattr(runs, "calibrate", lambda network, *parts: seen.extend([network, *parts]))
    monkeypatch.setattr(runs, "real_digits", lambda part: read.append(part) or small.test)
    recipe = replace(MLP, calibrated=True, hands=hands)
    run = runs.Run(recipe, 0, tmp_path / "one.npz")
    run.finish(small)
    assert seen.pop(0) is run.network
    assert [part is known for part, known in zip(seen, (small.dev, small.test), strict=False)] == [
        True
    ] * (1 + hands)
    assert read == ["dev"] * hands


def test_the_lock_is_for_one_alone(tmp_path):
    with (tmp_path / "lock").open("ab") as one, (tmp_path / "lock").open("ab") as two:
        with locked(one), pytest.raises(OSError, match=r"\w"), locked(two, wait=False):
            pass
        with locked(two, wait=False):
            pass
