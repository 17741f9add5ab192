"""The command line, as a reader calls it: in a process of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

import nnlib.__main__ as command
from nnlib import Checkpoint, Network, evaluate, load_checkpoint, save_checkpoint
from nnlib.app.replay import replay
from nnlib.files import ROOT
from nnlib.images.hands import load_hands


def nnlib(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "nnlib", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """One epoch of the mlp, trained by the command."""
    path = tmp_path_factory.mktemp("weights") / "one.npz"
    return path, nnlib("train", "mlp", "--epochs", 1, "--seed", 5, "--out", path)


def test_train_prints_a_line_an_epoch_and_writes_weights(trained):
    path, result = trained
    assert result.returncode == 0, result.stderr
    lines = [line for line in result.stdout.splitlines() if line.startswith("epoch")]
    assert len(lines) == 1
    record = load_checkpoint(path).record
    assert (record["seed"], record["recipe"]["epochs"]) == (5, 1)
    assert record["test_accuracy"] > 0.93
    assert [file.name for file in path.parent.iterdir()] == ["one.npz"]


def test_evaluate_json_reproduces_the_recorded_accuracies(trained):
    path, _ = trained
    result = nnlib("evaluate", path, "--json")
    record = load_checkpoint(path).record
    assert json.loads(result.stdout) == {
        "weights": str(path),
        "parameters": 235_146,
        "test_accuracy": record["test_accuracy"],
        "dev_accuracy": record["dev_accuracy"],
    }
    assert result.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "parameters", "least"),
    [("softmax", 7850, 0.92), ("mlp", 235_146, 0.975), ("robust", 235_146, 0.99)],
)
def test_evaluate_shipped_weights(name, parameters, least, tmp_path):
    result = nnlib("evaluate", f"weights/{name}.npz", "--json", cwd=tmp_path)  # from any folder
    got = json.loads(result.stdout)
    assert got["parameters"] == parameters
    record = load_checkpoint(f"weights/{name}.npz").record
    for key in ("test_accuracy", "dev_accuracy"):
        assert got[key] >= least
        # another processor may round one image in a thousand to the other side
        assert got[key] == pytest.approx(record[key], abs=1e-3)


def test_evaluate_prints_the_tables(trained, mnist):
    result = nnlib("evaluate", trained[0])
    for text in ("train", "dev", "test", "digit by digit", "commonest confusions", "read as"):
        assert text in result.stdout
    assert sum(line.lstrip()[:1].isdigit() for line in result.stdout.splitlines()) == 10
    lines = [line.split() for line in result.stdout.splitlines() if "looked at 11 times" in line]
    assert [line[0] for line in lines] == ["dev", "test"]
    for line, part in zip(lines, (mnist.dev, mnist.test), strict=True):
        often = evaluate(load_checkpoint(trained[0]).network, part, views=True)
        assert line[1] == f"{often.accuracy:.2%}"
    assert "refused" not in result.stdout  # an uncalibrated network refuses nothing


def test_evaluate_drawings(tmp_path):
    path = tmp_path / "drawings.txt"
    path.write_text(
        '.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n 100 300\n 99 100\n.PEN_UP\n'
        '.SEGMENT DIGIT 1 ? "8"\n.PEN_DOWN\n 100 300\n 99 100\n.PEN_UP\n'
    )
    got = json.loads(nnlib("evaluate", "--drawings", path, "--json").stdout)
    assert (got["drawings"], got["drawings_accuracy"]) == (2, 0.5)
    assert "2 drawings, 50.00% read correctly" in nnlib("evaluate", "--drawings", path).stdout

    corrections = tmp_path / "corrections.jsonl"
    corrections.write_text('{"label": 1, "strokes": [[[140, 40], [138, 140], [136, 240]]]}\n')
    got = json.loads(nnlib("evaluate", "--drawings", corrections, "--json").stdout)
    assert (got["drawings"], got["drawings_accuracy"]) == (1, 1.0)


def test_evaluate_says_how_sure_the_share_is_and_who_is_read_worst(tmp_path):
    path = tmp_path / "drawings.jsonl"
    one = {"label": 1, "strokes": [[[140, 40], [138, 140], [136, 240]]]}
    lines = [one | {"writer": "Ada"}] * 30  # all right
    lines += [one | {"writer": "Bob", "label": 1 if i < 90 else 8} for i in range(100)]
    lines += [one | {"writer": "Eve", "label": 8}] * 3  # too few to say much of her
    path.write_text("\n".join(map(json.dumps, lines)))
    out = nnlib("evaluate", "--drawings", path).stdout
    assert "133 drawings, 90.23% read correctly" in out
    assert re.search(r"95% interval \d+\.\d\d% to \d+\.\d\d%, by 3 writers", out)
    assert "2 of them made 10 or more: median Bob 90.00% of 100, worst Bob 90.00% of 100" in out
    assert "below 94% of 100 or more: Bob 90.00% of 100\n" in out
    assert len(json.loads(nnlib("evaluate", "--drawings", path, "--json").stdout)) == 7

    path.write_text("\n".join([json.dumps(one)] * 133))  # by nobody knows whom
    out = nnlib("evaluate", "--drawings", path).stdout
    assert "95% interval 97.19% to 100.00%, as if nobody had made two of them" in out
    assert "writers" not in out


def test_evaluate_says_how_calibrated_the_network_is(tmp_path):
    checkpoint = load_checkpoint("weights/mlp.npz")
    checkpoint.network.familiarity_threshold = 5.0
    save_checkpoint(tmp_path / "calibrated.npz", checkpoint)
    calibrated = nnlib("evaluate", tmp_path / "calibrated.npz").stdout
    for text in ("expected calibration error", "% of scribbles", "never trained on"):
        assert text in calibrated


def test_replay_lists_what_has_changed(tmp_path):
    path = tmp_path / "kept.jsonl"
    drawings = load_hands("digits-dev")[:100]
    lines = [
        {"label": label, "strokes": [stroke.tolist() for stroke in strokes]}
        for label, strokes in drawings
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    mlp, robust = (load_checkpoint(f"weights/{name}.npz").network for name in ("mlp", "robust"))
    result = nnlib("replay", "weights/mlp.npz", "weights/robust.npz", path)
    assert result.stdout == f"{replay(mlp, robust, drawings)}\n"
    assert "newly right: 0" not in result.stdout
    back = nnlib("replay", "weights/robust.npz", "weights/mlp.npz", path).stdout
    right = re.search(r"newly right: \d+", result.stdout)[0]
    assert right.replace("right", "wrong") in back


@pytest.mark.slow
def test_an_interrupted_run_goes_on_to_the_same_weights(tmp_path):
    arguments = ["train", "mlp", "--epochs", 5]
    whole, resumed = tmp_path / "whole.npz", tmp_path / "resumed.npz"
    assert nnlib(*arguments, "--out", whole).returncode == 0

    process = subprocess.Popen(
        [sys.executable, "-m", "nnlib", *map(str, arguments), "--out", str(resumed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a shell's background job ignores Ctrl-C, and so would its children
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    unfinished = tmp_path / "resumed.resume.npz"
    deadline = time.monotonic() + 60
    while not unfinished.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume" in errors
    assert not resumed.exists()

    result = nnlib(*arguments, "--out", resumed, "--resume")
    assert "Resuming after epoch" in result.stdout
    one, two = load_checkpoint(whole).network, load_checkpoint(resumed).network
    assert one.parameters.tobytes() == two.parameters.tobytes()
    assert not unfinished.exists()


def test_resume_refuses_another_run(trained, tmp_path):
    unfinished = tmp_path / "x.resume.npz"
    unfinished.write_bytes(trained[0].read_bytes())
    result = nnlib("train", "softmax", "--resume", "--out", tmp_path / "x.npz")
    assert result.returncode == 1
    assert "was begun with another recipe" in result.stderr


def test_a_console_without_arrows_and_a_closed_one_are_enough(tmp_path):
    save_checkpoint(tmp_path / "other.npz", Checkpoint(Network((5, 10))))
    console = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    result = nnlib("evaluate", tmp_path / "other.npz", env=console)
    assert re.match(r"nnlib: .* got Network\(5 \? 10: 60 parameters\)", result.stderr)
    command = f'"{sys.executable}" -m nnlib evaluate no-such.npz 2>&-'
    closed = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (closed.returncode, closed.stdout, closed.stderr) == (1, "", "")


def test_numbers_that_a_file_says_it_has_are_shown_if_they_are_numbers(tmp_path, capsys, small):
    checkpoint = load_checkpoint("weights/softmax.npz")
    for wrong in ("99 %", [1], None, {}):
        checkpoint.record["dev_accuracy"] = wrong
        save_checkpoint(tmp_path / "odd.npz", checkpoint)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command, "load_mnist", lambda: small)
            assert command.main(["evaluate", str(tmp_path / "odd.npz")]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert ["recorded" in line for line in lines[1:4]] == [True, False, True]


@pytest.mark.parametrize("sizes", [(5, 10), (784, 9), (784, 16, 11)])
def test_a_network_for_other_images_is_refused(tmp_path, capsys, sizes):
    save_checkpoint(tmp_path / "other.npz", Checkpoint(Network(sizes)))
    assert command.main(["evaluate", str(tmp_path / "other.npz")]) == 1
    errors = capsys.readouterr().err
    assert re.search(r"other\.npz: got Network\(.*, want 784 inputs and 10 outputs", errors)


def test_a_torn_line_is_reported_in_a_sentence(tmp_path):
    path = tmp_path / "torn.jsonl"
    path.write_text('{"label": 1, "strokes": [[[140, 40], [136, 240]]]}\n{"label": 4, "str')
    result = nnlib("evaluate", "--drawings", path, "--json")
    assert json.loads(result.stdout)["drawings"] == 1
    assert re.fullmatch(r"nnlib: .*line 2: not JSON .* is left out\.\n", result.stderr)


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_ctrl_c_amid_the_imports_ends_it_without_a_word(tmp_path):
    slow = tmp_path / "numpy"
    slow.mkdir()
    (slow / "__init__.py").write_text("import time; print('now', flush=True); time.sleep(60)")
    process = subprocess.Popen(
        [sys.executable, "-m", "nnlib", "evaluate"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout.readline() == "now\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (-signal.SIGINT, "")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["evaluate", "no-such.npz"], 1, "no such file"),
        (["evaluate", "--drawings", "no-such.txt"], 1, "no-such.txt"),
        (["evaluate", "README.md"], 1, "not an .npz file"),
        (["replay", "weights/mlp.npz", "no-such.npz", "README.md"], 1, "no-such.npz: no such file"),
        (
            ["replay", "weights/mlp.npz", "weights/robust.npz", "README.md"],
            1,
            "README.md: not UNIPEN",
        ),
        (["replay", "weights/mlp.npz", "weights/robust.npz"], 2, "FILE"),
        (["train", "perceptron"], 2, "invalid choice"),
        (["train", "mlp", "--epochs", "0"], 2, "want 1 or more"),
        (["train", "mlp", "--seed", "-1"], 2, "want 0 or more"),
        ([], 2, "COMMAND"),
    ],
)
def test_errors_are_one_sentence(arguments, code, message):
    result = nnlib(*arguments)
    assert result.returncode == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
