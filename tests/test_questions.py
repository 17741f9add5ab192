"""The pad's questions without a browser: each panel follows the drawing, and says what is true."""

import asyncio
import re

import numpy as np
import pytest

import nnlib
from nnlib import DigitPad, draw_digit, load_network
from nnlib.app.attribution import Attribution
from nnlib.app.gate import Watched
from nnlib.app.pipelines import PIPELINES
from nnlib.app.questions import lessons as lessons_module
from nnlib.app.questions import nudge, taking, teaching
from nnlib.app.questions.asking import QUESTIONS
from nnlib.app.questions.challenges import CHALLENGES
from nnlib.app.questions.lessons import Lesson, lessons
from nnlib.app.questions.moments import load_moments, with_moments
from nnlib.app.questions.nudging import nudged
from nnlib.app.questions.reading import Reading, read
from nnlib.app.questions.teachers import NEAREST, Memory
from nnlib.course import ch4, ch5
from nnlib.course.yours import YOURS
from nnlib.images.hands import load_hands
from nnlib.images.strokes import strokes_to_images

FOUR = [[(60, 40), (55, 140), (200, 140)], [(150, 40), (150, 250)]]
SMALL_FOUR = [[(x / 4 + 195, y / 4 + 200) for x, y in stroke] for stroke in FOUR]


@pytest.fixture
def pad(tmp_path, monkeypatch):
    monkeypatch.setattr("nnlib.app.pad.corrections_path", lambda name: tmp_path / name)
    monkeypatch.setattr(taking, "DATA_FOLDER", tmp_path)
    return DigitPad()


def put(pad, strokes):
    pad._sheet.replace(strokes)


def ask(pad, name):
    pad.questions.choices[name].value = True
    return pad.questions.panel


def test_one_panel_at_a_time_made_when_asked_for(pad):
    assert pad.questions.panel is None
    assert pad.questions._panels == {}
    for name in QUESTIONS:
        panel = ask(pad, name)
        chosen = [n for n, choice in pad.questions.choices.items() if choice.value]
        assert chosen == [name]
    assert ask(pad, "Challenges") is ask(pad, "Challenges")
    pad.questions.choices["Challenges"].value = False
    assert pad.questions.panel is None
    assert panel is pad.questions._panels[name]
    assert pad._message.value == ""


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_panel_takes_an_empty_sheet_a_dot_and_other_networks(pad, name):
    ask(pad, name)
    for strokes, weights in (([], "robust"), ([[(140, 140)]], "robust"), (FOUR, "softmax")):
        put(pad, strokes)
        pad._weights.value = weights
        assert pad._message.value == ""


def test_side_by_side_are_the_answers_of_all_twelve(pad):
    put(pad, SMALL_FOUR)
    pad._pen.value = 30
    cell = r"<td( .*?class=here)?>(<b>.*?</small>)</td>"
    shown = re.findall(cell, ask(pad, "Side by side").value)
    strokes = [np.array(stroke) for stroke in SMALL_FOUR]
    wanted = [
        read(load_network(f"weights/{name}.npz"), made(strokes, pad.pen)).html
        for made in PIPELINES.values()
        for name in ("softmax", "mlp", "robust")
    ]
    assert [said for _, said in shown] == wanted
    assert [bool(here) for here, _ in shown] == [False] * 11 + [True]
    pad._weights.value = "mlp"
    assert "class=here><b>" in pad.questions.panel.value


def test_a_reading_is_what_the_pad_shows(pad):
    put(pad, FOUR)
    said = read(pad.network, pad.tensor)
    assert (str(said.digit), said.share) == (pad.prediction, pad.probabilities.max())
    assert Reading(4, 0.5, True).html == "<b>4</b> <small>50.0 %</small>"
    assert Reading(4, 0.5, False).html == "<b>?</b> 4 <small>50.0 %</small>"


@pytest.mark.parametrize("name", ["softmax", "robust"])
def test_the_nearest_are_the_nearest(mnist, name):
    network = load_network(f"weights/{name}.npz")
    memory = Memory(network)
    found = memory.nearest(mnist.train.images[1234] / np.float32(255))
    assert found[0] == 1234  # an image is nearest to itself
    assert len(set(found.tolist())) == NEAREST

    def seen(images):
        x = images.reshape(len(images), -1) / 255
        return x if name == "softmax" else network.layers[3].forward(_first(network, images))

    def _first(network, images):
        x = network.normalise(images)
        for layer in network.layers[:3]:
            x = layer.forward(x)
        return x

    some = np.concatenate([found, np.arange(2000)])
    rows = seen(mnist.train.images[some]).astype(np.float64)
    distances = np.linalg.norm(rows - rows[0], axis=1)
    assert distances[:NEAREST].max() <= distances[NEAREST:][~np.isin(some[NEAREST:], found)].min()


def test_those_who_taught_it_stand_there_with_what_they_were_said_to_be(pad):
    put(pad, FOUR)
    words = ask(pad, "Who taught you that?").value
    labels = re.findall(r"<figcaption>(\d)</figcaption>", words)
    assert len(labels) == NEAREST
    assert f"{labels.count('4')} × 4" in words


@pytest.mark.parametrize(("pipeline", "digit"), [("+ thickness", 3), ("naive", 5)])
def test_a_nudge_changes_the_answer_by_little(pipeline, digit, monkeypatch):
    monkeypatch.setattr("nnlib.app.questions.nudging.PATIENCE", 1)
    network = load_network("weights/robust.npz")
    strokes = draw_digit(digit, np.random.default_rng(1))
    found = nudged(network, strokes, pipeline, 18)
    made = PIPELINES[pipeline]
    answers = [
        int(network.predict(made(drawn, 18), views=True).argmax())
        for drawn in (found.before, found.after)
    ]
    assert found.flipped
    assert answers[0] != answers[1]
    assert found.mean < 0.06
    size = np.ptp(np.concatenate(strokes), axis=0).max()
    moved = np.hypot(*(np.concatenate(found.after) - np.concatenate(strokes)).T) / size
    assert found.mean == pytest.approx(moved.mean())
    assert found.farthest == pytest.approx(moved.max())


def test_the_nudge_is_played_and_forgotten_with_the_drawing(pad):
    panel = ask(pad, "Nudge my pen")
    assert panel._nudge.disabled
    put(pad, FOUR)
    panel._nudge.click()
    assert panel._said.value.count("<svg") == 3
    assert panel._said.value.count("<animate") == len(FOUR)
    assert "yours: <b>4</b>" in panel._said.value
    assert panel._nudge.disabled
    put(pad, SMALL_FOUR)
    pad._pipeline.value = "naive"
    assert "<svg" not in panel._said.value
    assert not panel._nudge.disabled


def test_a_drawing_that_nothing_changes_is_said_to_stand_firm(pad, monkeypatch):
    monkeypatch.setattr("nnlib.app.questions.nudging.MOST", 1)
    panel = ask(pad, "Nudge my pen")
    put(pad, FOUR)
    panel._nudge.click()
    assert "stands firm" in panel._said.value


def test_time_travel_shows_every_moment_and_bars_at_one(pad):
    assert with_moments(["mlp", "nonsense"]) == ["mlp"]
    moments = load_moments("mlp")
    put(pad, FOUR)
    panel = ask(pad, "Time travel")
    rows = re.findall(r"<th scope=row>(.*?)</th><td>(.*?)</td>", panel._all.value)
    assert dict(rows) == {name: read(net, pad.tensor).html for name, net in moments.items()}
    first, *_, last = moments
    assert panel._slider.value == last
    panel._slider.value = first
    assert f"class=here><th scope=row>{first}<" in panel._all.value
    share = moments[first].predict(pad.tensor, views=True).max()
    assert f"{100 * share:.1f} %" in panel._bars.value
    put(pad, [])
    assert "<td>" not in panel._all.value


def test_time_travel_takes_any_number_of_networks_and_none(pad, monkeypatch, tmp_path):
    from nnlib.app.questions import moments, travel

    for name in ("mlp", "robust"):
        (tmp_path / f"{name}-moments.bin").write_bytes(
            (moments.STORE / "mlp-moments.bin").read_bytes()
        )
    for store, names in ((tmp_path, ("mlp", "robust")), (tmp_path / "none", ())):
        monkeypatch.setattr(travel, "with_moments", lambda of, store=store: with_moments(of, store))
        panel = travel.TimeTravel(pad, lambda function: function)
        assert panel._whose.options == names
        panel.show()
    assert "No moments" in panel._all.value


def test_looking_inside_sends_what_the_network_has_and_sees(pad):
    panel = ask(pad, "Look inside")
    assert panel.reading == b""
    put(pad, FOUR)
    numbers = np.frombuffer(panel.numbers, "<f4")
    first = pad.network.layers[0]
    assert len(numbers) == len(pad.network.parameters) + 784
    np.testing.assert_array_equal(numbers[:784], pad.network.mean)
    W = numbers[784 : 784 + first.W.size].reshape(first.W.shape) * pad.network.scale
    np.testing.assert_allclose(W, first.W, rtol=1e-6)
    held = Attribution(pad.network, pad.tensor)
    wanted = np.concatenate([pad.tensor.ravel(), *held.activations, held.logits])
    np.testing.assert_allclose(np.frombuffer(panel.reading, "<f4"), wanted, rtol=1e-5, atol=1e-6)
    pad._weights.value = "softmax"
    assert panel.sizes == [784, 10]
    assert len(panel.reading) == 4 * (784 + 10)


def test_the_look_inside_knows_leaky_units():
    leaky = nnlib.Network((784, 20, 10), np.random.default_rng(0), activation="leaky relu")
    panel = ask(DigitPad(leaky), "Look inside")
    assert panel.leak == 0.1


@pytest.fixture
def quick(monkeypatch, small):
    """Lessons that remember little, so that they are short."""
    watched = {"some": Watched(small.dev.images, small.dev.labels)}
    rehearsed = small.train
    monkeypatch.setattr(lessons_module, "_known_already", lambda: (watched, watched, rehearsed))


@pytest.fixture(scope="module")
def misread():
    """A real digit that the network reads as another, and is least sure of: (digit, strokes)."""
    hands = load_hands("digits-dev")[:700]
    probabilities = load_network("weights/robust.npz").predict(
        strokes_to_images(strokes for _, strokes in hands), views=True
    )
    wrong = probabilities.argmax(axis=1) != [digit for digit, _ in hands]
    digit, strokes = hands[int(np.where(wrong, probabilities.max(axis=1), 1).argmin())]
    return digit, [stroke.tolist() for stroke in strokes]


def test_lessons_end_when_it_is_learnt_or_something_is_forgotten(quick, misread, monkeypatch):
    network, (digit, strokes) = load_network("weights/robust.npz"), misread
    before = network.parameters.copy()
    image = PIPELINES["+ thickness"]([np.array(s) for s in strokes], 18)
    taught = list(lessons(network, digit, strokes, image))
    assert taught[0].n_steps == 0
    assert (taught[-1].said.digit, taught[-1].said.known) == (digit, True)
    assert all(lesson.said.digit != digit for lesson in taught[:-1])
    np.testing.assert_array_equal(network.parameters, before)
    monkeypatch.setattr(lessons_module, "spoilt", lambda before, after: ["some"])
    forgotten = [lesson.forgotten for lesson in lessons(network, digit, strokes, image)]
    assert forgotten == [[], ["some"]]


def test_what_was_taught_can_be_forgotten(pad, quick, misread):
    digit, strokes = misread
    panel = ask(pad, "Teach it")
    put(pad, strokes)
    assert panel._teach.disabled
    wrong = pad.prediction
    pad.correct(digit)
    assert not panel._teach.disabled
    old = pad.network
    panel._teach.click()
    assert pad.prediction == str(digit) != wrong
    assert pad.network is not old
    before = rf"You meant a {digit}\. Before: (<b>\?</b> {wrong}|<b>{wrong}</b>) "
    assert re.search(before, panel._said.value)
    assert "The gate opens" in panel._said.value
    assert "robust, taught by your drawing" in pad._notes[0].value
    panel._forget.click()
    assert "reads 98 % of new hands" in pad._notes[0].value
    assert pad.network is old
    assert pad.prediction == wrong
    assert panel._forget.disabled
    assert panel._said.value == f"Teach it that this is a {digit}."


def test_the_pen_goes_on_while_it_learns(pad, monkeypatch):
    network = pad.network

    def slow(*_):
        yield Lesson(network, 0, Reading(7, 0.9, True), [])
        yield Lesson(network.copy(), 40, Reading(1, 0.9, True), [])

    monkeypatch.setattr(teaching, "lessons", slow)
    monkeypatch.setattr(teaching, "judged", lambda *_: "a < b")

    async def draw_meanwhile():
        panel = ask(pad, "Teach it")
        put(pad, FOUR)
        pad.correct(1)
        panel._teach.click()
        assert panel._teach.disabled
        put(pad, FOUR)
        while panel._task is not None:
            await asyncio.sleep(0.01)
        assert "After 40 steps: <b>1</b>" in panel._said.value
        assert "a &lt; b" in panel._said.value
        assert pad.network is not network

    asyncio.run(draw_meanwhile())


def test_what_would_cost_too_much_is_not_learnt(pad, monkeypatch):
    network = pad.network
    costly = Lesson(network.copy(), 40, Reading(1, 0.9, True), ["MNIST"])
    first = Lesson(network, 0, Reading(7, 0.9, True), [])
    monkeypatch.setattr(teaching, "lessons", lambda *_: iter([first, costly]))
    monkeypatch.setattr(teaching, "judged", lambda *_: "")
    panel = ask(pad, "Teach it")
    put(pad, FOUR)
    pad.correct(1)
    panel._teach.click()
    assert pad.network is network
    assert "More would have cost" in panel._said.value
    assert panel._forget.disabled


def test_challenges_are_met_and_stay_met(pad):
    panel = ask(pad, "Challenges")
    put(pad, FOUR)
    assert "0 of 3 done" in panel.value
    put(pad, SMALL_FOUR)
    assert "1 of 3 done" in panel.value
    assert CHALLENGES[1].learnt in panel.value
    put(pad, [])
    assert "1 of 3 done" in panel.value


def test_all_that_is_asked_reads_what_the_pen_drew(pad, monkeypatch):
    strokes = [np.array(stroke) for stroke in SMALL_FOUR]
    put(pad, SMALL_FOUR)
    pad._pen.value = 6
    wanted = read(pad.networks["mlp"], PIPELINES["naive"](strokes, 6))
    assert ask(pad, "Challenges").read("mlp", "naive") == wanted
    pens, found = [], nudge.Nudge(strokes, strokes, 0.01, 0.02, True)
    monkeypatch.setattr(nudge, "nudged", lambda *a: pens.append(a[-1]) or found)
    pad._pipeline.value = "naive"
    panel = ask(pad, "Nudge my pen")
    panel._nudge.click()
    assert (pens, panel._said.value.count('stroke-width="6"')) == ([6], 3)
    assert f"yours: {read(pad.network, pad.tensor).html}" in panel._said.value


def test_a_seven_that_it_calls_a_one_wants_to_be_told(pad):
    panel = ask(pad, "Challenges")
    put(pad, [[(140, 40), (138, 100), (137, 180), (136, 240)]])
    assert pad.prediction == "1"
    assert "0 of 3" in panel.value
    pad.correct(7)
    assert CHALLENGES[2].learnt in panel.value


def test_a_drawing_is_taken_along_only_when_asked_and_forgotten_again(pad, tmp_path):
    panel = ask(pad, "Take it along")
    assert panel._take.disabled
    put(pad, FOUR)
    assert taking.last_drawing() is None
    panel._take.click()
    for mine, theirs in zip(taking.last_drawing(), FOUR, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    put(pad, SMALL_FOUR)
    panel._take.click()
    np.testing.assert_array_equal(taking.last_drawing()[1], SMALL_FOUR[1])
    panel._leave.click()
    assert list(tmp_path.iterdir()) == []
    assert panel._leave.disabled


@pytest.mark.parametrize("content", ["", "[]", '{"label": 4, "strokes": [[["a", 1]]]}', "\xff"])
def test_a_drawing_that_cannot_be_read_is_none(pad, tmp_path, content):
    (tmp_path / taking.NAME).write_text(content, encoding="latin-1")
    assert taking.last_drawing() is None


def test_the_explorers_of_chapters_4_and_5_offer_it(pad):
    network = load_network("weights/robust.npz")
    three = draw_digit(3, np.random.default_rng(0))

    def explorers():
        yield ch4.break_explorer(network, three)
        yield ch4.pipeline_explorer(network, three)
        yield ch5.distortion_explorer(nnlib.strokes_to_image(three), network)

    assert not any("drawing" in explorer.controls for explorer in explorers())
    put(pad, FOUR)
    ask(pad, "Take it along")._take.click()
    for explorer in explorers():
        theirs = explorer.picture.png
        explorer.controls["drawing"].value = YOURS
        assert explorer._message.value == ""
        assert explorer.picture.png != theirs


def test_an_example_is_there_for_an_empty_sheet(pad):
    assert not pad._example.disabled
    pad._example.click()
    assert pad._example.disabled
    assert pad.prediction in "0123456789"
