"""Build it yourself: the judge passes what is right, hears what is wrong, and cannot be fooled."""

import ast
import inspect
import json
import os
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import judge_mutants
import nnlib
from nnlib.course import ladder
from nnlib.course.ladder import board, child, judging, laying
from nnlib.course.ladder.checks import STEPS, strokes, whole
from nnlib.course.ladder.checks.step import Missed, apart
from nnlib.course.ladder.yours import Yours, trained
from nnlib.files import ROOT

SMALL = judging.TRAINING  # the number of steps before the training
PLACES = sorted({step.place for step in STEPS})


@pytest.fixture
def empty(tmp_path):
    """A library that has just been laid."""
    ladder.lay(tmp_path / "mine")
    return tmp_path / "mine"


@pytest.fixture
def reference(tmp_path):
    """The library itself, as a reader's."""
    return judge_mutants.lay_reference(tmp_path)


def write(folder, place: str, body: str) -> None:
    """Put a body in place of a stub's ellipsis."""
    file, name = place.split(".", 1)
    path = folder / f"{file}.py"
    _, last = judge_mutants.functions(path)[name]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[last - 1].strip() == "...", place
    indent = lines[last - 1][: -len("...")]
    lines[last - 1] = "\n".join(indent + line for line in body.splitlines())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_steps_have_names_of_their_own_and_stand_in_the_order_of_the_chapters():
    assert len({step.name for step in STEPS}) == len(STEPS) == 38
    assert [step.chapter for step in STEPS] == sorted(step.chapter for step in STEPS)
    assert all(5 <= step.minutes <= 20 and step.hint for step in STEPS)


def test_nothing_is_done_in_an_empty_library(empty):
    found = ladder.judge(empty)
    assert set(found.states.values()) == {"open"}
    assert found.done == 0
    assert 'Next: step 1, "a layer forward": Dense.forward in mine/layers.py' in repr(found)


def test_no_step_passes_if_its_function_does_nothing(empty):
    for place in PLACES:
        if place != "network.Network.__init__":
            write(empty, place, "return None")
    write(empty, "network.Network.__init__", "pass")
    with_words = list(judging._verdicts(empty, empty, 0, SMALL))
    assert [verdict["state"] for verdict in with_words] == ["wrong"] * SMALL


def test_the_reference_passes_all_but_the_training(reference, monkeypatch):
    monkeypatch.setattr(judging, "hand_over", lambda given: None)
    states = ladder.judge(reference).states
    assert [name for name, state in states.items() if state != "done"] == [
        step.name for step in STEPS[SMALL:]
    ]


@pytest.mark.slow
def test_the_reference_trains_and_reads_and_is_not_trained_again(reference):
    said = []
    first = ladder.judge(reference, said=said.append)
    assert first.done == len(STEPS)
    assert first.reached.startswith("Your network reads 9")
    assert "All of it. Your network reads 9" in repr(first)
    assert "    ladder.pad()" in repr(first)
    assert len(said) == 1
    assert ladder.judge(reference, said=said.append).done == len(STEPS)
    assert len(said) == 1
    assert trained(reference).predict(nnlib.load_mnist().dev.images[:1]).shape == (1, 10)


# ------------------------------------------------------------------ the reference cannot be had

BY_PATH = f"""\
import importlib.util
spec = importlib.util.spec_from_file_location("copied", {str(ROOT / "nnlib" / "layers.py")!r})
copied = importlib.util.module_from_spec(spec)
copied.__package__ = "mine"
spec.loader.exec_module(copied)
Dense, ReLU = copied.Dense, copied.ReLU
"""
UNHOOKED = """\
import sys
sys.meta_path[:] = [f for f in sys.meta_path if "Absent" not in str(f)]
from nnlib.layers import *
"""
READ = f"""\
exec(open({str(ROOT / "nnlib" / "layers.py")!r}, encoding="utf-8").read())
"""
ELSEWHERE = """\
import subprocess, sys
subprocess.run([sys.executable, "-c", "import nnlib"], check=True)
"""
OTHER_DOOR = """\
import importlib
layers = importlib.import_module("nnlib.layers")
Dense, ReLU = layers.Dense, layers.ReLU
"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("from nnlib.layers import *", id="star"),
        pytest.param("from nnlib import Dense, ReLU", id="names"),
        pytest.param(BY_PATH, id="by path"),
        pytest.param(UNHOOKED, id="unhooked"),
        pytest.param(READ, id="text"),
        pytest.param(ELSEWHERE, id="process"),
        pytest.param(OTHER_DOOR, id="importlib"),
    ],
)
def test_a_library_that_borrows_the_reference_fails(reference, code):
    (reference / "layers.py").write_text(code, encoding="utf-8")
    in_layers = sum(step.place.startswith("layers.") for step in STEPS)
    verdicts = list(judging._verdicts(reference, reference, 0, in_layers))
    assert [verdict["state"] for verdict in verdicts] == ["wrong"] * in_layers
    assert all("while the judge looks" in verdict["words"] for verdict in verdicts)


def test_a_library_that_borrows_from_the_checks_fails(reference):
    code = "from checks.strokes import brute as draw, expected as strokes_to_image"
    (reference / "strokes.py").write_text(code, encoding="utf-8")
    found = ladder.judge(reference)
    assert found.states["ink"] == "wrong"
    assert "No module named 'checks'" in found.missed[1]["words"]


def test_a_link_to_the_reference_fails(reference):
    (reference / "layers.py").unlink()
    try:
        (reference / "layers.py").symlink_to(ROOT / "nnlib" / "layers.py")
    except OSError:
        pytest.skip("no symbolic links here")
    assert ladder.judge(reference, until_missed=True).states["a layer forward"] == "wrong"


def test_the_checks_need_numpy_and_nothing_of_ours():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import checks;"
        "print(sorted(n for n in sys.modules if n.split('.')[0] == 'nnlib'))"
    )
    command = [sys.executable, "-P", "-c", code, str(child.HERE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -------------------------------------------------------------------------- code that misbehaves


def quick(monkeypatch, seconds: float) -> None:
    """Give every step a second or two."""
    steps = [replace(step, seconds=seconds) for step in STEPS]
    monkeypatch.setattr(judging, "STEPS", steps)


def test_a_loop_without_an_end_is_waited_for_once(reference, monkeypatch):
    quick(monkeypatch, 2.0)
    path = reference / "losses.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    rows = np.conc", "    while True: pass\n    rows = np.conc"))
    verdicts = dict(
        zip(
            (s.name for s in STEPS), judging._verdicts(reference, reference, 0, SMALL), strict=False
        )
    )
    assert verdicts["that do not overflow"]["state"] == "done"
    assert verdicts["targets"]["words"].startswith("not finished after 2 s: a loop without an end")
    assert "losses.one_hot did not come to an end" in verdicts["the loss"]["words"]
    assert verdicts["one long vector"]["state"] == verdicts["ink"]["state"] == "done"
    assert sum(verdict.get("hung", False) for verdict in verdicts.values()) == 1


def test_if_all_hangs_the_judge_stops_waiting(empty, monkeypatch):
    quick(monkeypatch, 0.5)
    (empty / "layers.py").write_text("while True: pass", encoding="utf-8")
    states = [verdict["state"] for verdict in judging._verdicts(empty, empty, 0, SMALL)]
    assert states == ["wrong"] * 2 + ["open"] * (SMALL - 2)


def test_what_is_printed_reaches_the_terminal_where_that_is_asked_for(empty, capfd):
    write(empty, "layers.Dense.forward", "print('epoch 1')")
    list(judging._verdicts(empty, empty, 0, 1, live=True))
    assert "epoch 1" in capfd.readouterr().err


@pytest.mark.parametrize("end", ["os._exit(0)", "raise SystemExit", "raise KeyError('W')"])
def test_what_follows_a_crash_is_judged_all_the_same(empty, end):
    write(empty, "layers.Dense.forward", f"import os\n{end}")
    write(empty, "layers.ReLU.forward", "return np.maximum(z, 0)")
    found = ladder.judge(empty)
    assert found.states["a layer forward"] == "wrong"
    assert found.states["the bend forward"] == "done"
    assert found.missed[0].name == "a layer forward"


def test_an_error_is_told_with_its_place_a_hint_and_what_was_printed(empty):
    write(empty, "layers.Dense.forward", "print('so far')\nreturn a @ self.V")
    said = repr(ladder.judge(empty))
    assert "layers.py, line" in said
    assert "has no attribute 'V'" in said
    assert 'Step 1, "a layer forward" is not right yet' in said
    assert "Hint: `a @ W` multiplies matrices" in said
    assert "    so far" in said


def test_a_file_that_is_no_python_is_told_with_its_line_and_no_hint(empty):
    (empty / "layers.py").write_text("import numpy as np\n\ndef (:\n", encoding="utf-8")
    said = repr(ladder.judge(empty))
    assert said.endswith("\n\nPython cannot read mine/layers.py, line 3: invalid syntax.")


def test_a_file_that_is_gone_can_be_laid_again(empty):
    (empty / "losses.py").unlink()
    said = repr(ladder.judge(empty))
    assert said.endswith("\n\nmine/losses.py is not there. `make mine` lays it again, empty.")


def test_what_a_later_chapter_adds_is_not_wrong_before_its_time(reference):
    path = reference / "network.py"
    text = path.read_text(encoding="utf-8")
    without = text.replace("        if l2:", "        if False:")
    assert without != text
    path.write_text(without, encoding="utf-8")
    found = ladder.judge(reference)
    assert found.states["a price on weights"] == "wrong"
    (reference / "optimizers.py").write_text("class GradientDescent: pass", encoding="utf-8")
    found = ladder.judge(reference)  # now chapter 2 is not done, and the price is chapter 3's
    assert found.states["a price on weights"] == "open"
    assert found.missed[0].chapter < 3


def test_a_later_chapters_part_is_wrong_only_once_it_is_next():
    price = "a price on weights"  # chapter 3's part of a function that chapter 1 begins
    verdicts = [(s, {"state": "wrong" if s.name == price else "done"}) for s in STEPS]
    assert judging._states(verdicts)[price] == "wrong"
    verdicts = [
        (s, {"state": "open"}) if s.name == "a good beginning" else (s, v) for s, v in verdicts
    ]
    assert judging._states(verdicts)[price] == "open"


# ------------------------------------------------------- what a docstring of the skeleton rules out

PLANTED = {
    "the bend backward": """\
old = ReLU.backward
def backward(self, delta):
    delta[:] = old(self, delta)
    return delta
ReLU.backward = backward""",
    "its gradient": """\
old = SoftmaxCrossEntropy.backward
def backward(self):
    self.probabilities[:] = old(self)
    return self.probabilities
SoftmaxCrossEntropy.backward = backward""",
    "loss and gradient": """\
old = Network.loss_and_gradient
Network.loss_and_gradient = lambda *given: old(*given) and None""",
    "normalised inputs": """\
def normalise(self, images):
    x = images.reshape(-1, self.sizes[0]).astype(self.parameters.dtype)
    return ((x / 255 if images.max() > 1 else x) - self.mean) / self.scale
Network.normalise = normalise""",
    "how well it does": """\
from dataclasses import replace
old = evaluate
def evaluate(network, split):
    found, k = old(network, split), split.labels.max() + 1
    return replace(found, confusion=found.confusion[:k, :k])""",
    "how well it does, of float32": """\
from dataclasses import replace
old = evaluate
def evaluate(network, split):
    found = old(network, split)
    right = found.probabilities[np.arange(len(split)), split.labels]
    right = np.maximum(right.astype(float), np.finfo(float).tiny)
    return replace(found, loss=float(-np.log(right).mean()))""",
    "a good beginning": """\
old = Network.initialise
Network.initialise = lambda self, rng: old(self, np.random.default_rng(0))""",
    "a ball that rolls": """\
def step(self, parameters, gradients):
    self.u = gradients if self.u is None else self.beta * self.u + gradients
    parameters -= self.learning_rate * self.u
Momentum.step = step""",
    "a loop that learns": """\
from dataclasses import replace
old = fit
def fit(network, data, *given, **named):
    return old(network, replace(data, dev=data.test), *given, **named)""",
    "in batches": """\
old = fit
def fit(network, data, recipe, rng, progress=True):
    return old(network, data, recipe, np.random.default_rng(0), progress=progress)""",
    "the ink's balance": """\
old = centre_of_mass
centre_of_mass = lambda image: tuple(old(image))""",
    "short pieces": """\
old = segments
def segments(strokes):
    return old([s[k : k + 2] for s in strokes for k in range(max(1, len(s) - 1))])""",
    "as MNIST has it": """\
old = strokes_to_image
strokes_to_image = lambda strokes: old([s - (s.min(0) + s.max(0)) / 2 for s in strokes])""",
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_small_fault_is_refused(tmp_path, monkeypatch, name):
    (step,) = [step for step in STEPS if step.name == name.partition(",")[0]]
    package = f"planted_{list(PLANTED).index(name)}"
    folder = judge_mutants.lay_reference(tmp_path).rename(tmp_path / package)
    monkeypatch.syspath_prepend(str(tmp_path))
    library = child.Library(folder, folder)
    assert child.judge(step, folder, library, Missed)["state"] == "done"
    module = getattr(library, step.place.split(".")[0])
    exec(f"import numpy as np\n{PLANTED[name]}", vars(module))
    assert child.judge(step, folder, library, Missed)["state"] == "wrong"
    for loaded in [loaded for loaded in sys.modules if loaded.split(".")[0] == package]:
        del sys.modules[loaded]


def test_a_right_picture_that_takes_long_is_refused_where_it_is_drawn(monkeypatch):
    from nnlib.images.strokes import _draw

    mine = SimpleNamespace(strokes=SimpleNamespace(draw=_draw))
    strokes.drawn(mine)
    monkeypatch.setattr(strokes, "SLOW", 0.0)
    with pytest.raises(Missed, match=r"right, but too slow: 123 pieces, as a digit has, take .+ s"):
        strokes.drawn(mine)


# ------------------------------------------------------------------- what is kept, what is shown


def test_two_numbers_that_are_not_the_same_do_not_look_the_same():
    assert apart(0.5, 0.25) == "0.5, want 0.25"
    assert apart(1.00000001, 1.0) == "1.00000001, want 1"
    assert whole.share(np.arange(10_000) < 9_699) == "96.9 %"
    assert whole.share(np.arange(10_000) < 9_700) == "97.0 %"


def test_only_a_change_to_what_trains_asks_for_another_training(empty):
    before = laying.fingerprint(empty)
    (empty / "strokes.py").write_text("# other\n", encoding="utf-8")
    assert laying.fingerprint(empty) == before
    (empty / "layers.py").write_text("# other\n", encoding="utf-8")
    assert laying.fingerprint(empty) != before


def test_progress_is_a_file_and_laying_again_overwrites_nothing(empty):
    write(empty, "layers.ReLU.forward", "return np.maximum(z, 0)")
    ladder.judge(empty)
    kept = json.loads((empty / "progress.json").read_text(encoding="utf-8"))
    assert kept["steps"]["the bend forward"] == "done"
    (empty / "data.py").unlink()
    assert ladder.lay(empty) == ["data.py"]
    assert ladder.steps(folder=empty).states["the bend forward"] == "done"
    (empty / "progress.json").write_text("{", encoding="utf-8")
    assert ladder.steps(folder=empty).done == 0


def test_a_chapter_shows_its_own_steps(tmp_path):
    shown = repr(ladder.steps(2, tmp_path / "mine"))
    assert "after chapter 2 network.py     ○ 17 normalised inputs       ○ 18 their mean" in shown
    assert "chapter 1" not in shown
    assert "→  1 a layer forward" in repr(ladder.steps(1, tmp_path / "mine"))
    assert "\n\nafter chapter 3" in repr(ladder.steps(folder=tmp_path / "mine"))
    assert "make mine" in repr(ladder.steps(1, tmp_path / "mine"))
    assert all(len(line) <= board.WIDTH for line in repr(ladder.steps()).splitlines())


def test_the_command_lays_and_judges(tmp_path):
    def run(what):
        command = [sys.executable, "-m", "nnlib.course.ladder", what]
        command += ["--folder", str(tmp_path / "mine")]
        environment = os.environ | {"PYTHONUTF8": "1"}
        return subprocess.run(command, capture_output=True, text=True, env=environment)

    assert "make mine" in run("judge").stderr
    assert "laid __init__.py, data.py" in run("lay").stdout
    assert "Your library: 0 of 38 steps" in run("judge").stdout


# ------------------------------------------------------------ the skeleton follows the reference

GIVEN = {"optimizers.cosine"}  # in the library it is an entry of SCHEDULES


@pytest.mark.parametrize("place", [place for place in PLACES if place not in GIVEN])
def test_the_skeleton_asks_for_what_the_library_has(place):
    file, name = place.split(".", 1)
    module = __import__(f"nnlib.{judge_mutants.PLACES.get(file, file).replace('/', '.')}", None)
    for part in judge_mutants.PLACES.get(file, file).split("/"):
        module = getattr(module, part)
    theirs = module
    for part in judge_mutants.RENAMED.get(place, name).split("."):
        theirs = getattr(theirs, part)
    tree = ast.parse((laying.SKELETON / f"{file}.py").read_text(encoding="utf-8"))
    nodes = tree.body
    for part in name.split("."):
        (found,) = [node for node in nodes if getattr(node, "name", None) == part]
        nodes = found.body
    ours = [argument.arg for argument in found.args.args]
    wanted = inspect.signature(theirs).parameters
    kept = [n for n in wanted if n in ours]
    assert ours == kept, "other names, or another order"
    left_out = [p for n, p in wanted.items() if n not in ours]
    assert all(p.default is not inspect.Parameter.empty for p in left_out), "one that is needed"
    defaults = [d.value if isinstance(d, ast.Constant) else ... for d in found.args.defaults]
    for argument, default in zip(ours[::-1], defaults[::-1], strict=False):
        if argument in wanted and argument != "dtype":
            assert wanted[argument].default == default, argument
    assert ast.get_docstring(found), "a stub without words"


def test_the_skeleton_has_the_librarys_numbers():
    from nnlib.images import strokes

    space = {}
    exec((laying.SKELETON / "strokes.py").read_text(encoding="utf-8"), space)
    for name in ("SIDE", "BOX", "CENTRE", "PEN_WIDTH", "EDGE", "REACH", "SPACING", "DOT"):
        assert space[name] == getattr(strokes, name)
    ours = ast.parse((laying.SKELETON / "recipes.py").read_text(encoding="utf-8"))
    (recipe,) = [node for node in ours.body if getattr(node, "name", "") == "Recipe"]
    fields = [node.target.id for node in recipe.body if isinstance(node, ast.AnnAssign)]
    assert fields == list(nnlib.Recipe.__dataclass_fields__)[: len(fields)]


# --------------------------------------------------------------------------------- the last step


def test_the_pad_takes_a_network_by_four_lines(rng):
    class Own:  # what is asked: sizes, parameters, mean and scale, forward
        sizes, scale = (784, 10), 0.5
        parameters = rng.normal(size=7850).astype(np.float32)
        mean = np.full(784, 0.1, np.float32)
        asked = 0

        def forward(self, x):
            Own.asked += 1
            return x @ self.parameters[:7840].reshape(784, 10) + self.parameters[7840:]

    image = rng.random((1, 784)).astype(np.float32)
    scores = Own().forward((image - Own.mean) / np.float32(0.5))
    assert Yours(Own()).logits(image) == pytest.approx(scores, rel=1e-4, abs=1e-4)
    pad = nnlib.DigitPad(network=Yours(Own()))
    assert pad.chosen == "yours"
    before = Own.asked
    pad.pen_down(100, 60)
    pad.pen_move(150, 220)
    pad.pen_up()
    assert pad.prediction in set("0123456789")
    assert Own.asked > before  # the reader's own code computed it


def test_without_a_trained_network_the_error_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="make judge"):
        ladder.pad(tmp_path / "mine")
