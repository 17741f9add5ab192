"""The languages: catalogues that are whole, and a pad that says nothing which they do not have."""

import gettext
import re
import string

import numpy as np
import pytest
from babel.messages.pofile import read_po

import browser
import words
from nnlib import DigitPad, draw_digit, draw_other, load_network
from nnlib.app import remarks
from nnlib.app import sheet as sheet_module
from nnlib.app.gate import report
from nnlib.app.pipelines import PIPELINES
from nnlib.app.questions import taking, teaching, travel
from nnlib.app.questions.asking import QUESTIONS
from nnlib.app.questions.lessons import Lesson
from nnlib.app.questions.reading import Reading
from nnlib.app.serve import TEMPLATE
from nnlib.app.words import LOCALE, asked_for, figures, languages, number, said, translator
from nnlib.images.advice import Finding
from nnlib.images.hands import load_hands

CATALOGUES = sorted(LOCALE.rglob("*.po"))


def language(path):
    return path.parts[-3]


def test_english_is_what_the_code_says_and_an_unknown_language_is_named():
    assert languages()[0] == "en"
    assert translator("en")("Name") == "Name"
    assert translator("de")("") == ""  # not the catalogue's head
    for unknown in ("xx", "", "../de"):
        with pytest.raises(ValueError, match=r"language: got .*, want one of en, de"):
            translator(unknown)


@pytest.mark.parametrize(
    ("asked", "found"),
    [(None, "en"), ("", "en"), ("de", "de"), ("de_AT.UTF-8", "de"), ("en_GB:de", "en"),
     ("xx:de", "de"), ("xx", "en"), ("DE", "en"), ("../de", "en")],
)  # fmt: skip
def test_the_environment_asks_for_a_language(asked, found, monkeypatch):
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.delenv("LANGUAGE")
    if asked is not None:
        monkeypatch.setenv("LANGUAGE", asked)
    assert asked_for() == found
    assert said("Draw a digit") == translator(found)("Draw a digit")
    assert DigitPad().say("Undo") == translator(found)("Undo")
    assert DigitPad(language="de").say("Undo") == "Rückgängig"


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [(0.5, "0.5", "0,5"), (-2.0, "−2", "−2"), (-0.001, "0", "0"), (1.256, "1.26", "1,26")],
)
def test_numbers_are_written_as_the_language_writes_them(value, english, german):
    assert number(value, translator("en")) == english
    assert number(value, translator("de")) == german
    assert figures("1,234.5 %", translator("de")) == "1.234,5 %"


def fields(sentence):
    """The values that a sentence wants, by number, and its tags."""
    names = [name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None]
    numbers = {name or str(i) for i, name in enumerate(names)}
    return numbers, sorted(re.findall(r"<[^>]*>", sentence))


@pytest.mark.parametrize("path", CATALOGUES, ids=language)
def test_a_catalogue_is_whole_and_compiled(path):
    with path.open("rb") as file:
        written = {message.id: message.string for message in read_po(file) if message.id}
    fresh = words.renewed(path, language(path))
    today = {message.id: message.string for message in fresh if message.id}
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert written == today, "run: python tools/words.py"
    assert {sentence: compiled.gettext(sentence) for sentence in today} == today, "tools/words.py"
    for sentence, translation in today.items():
        assert translation, f"not translated: {sentence}"
        assert fields(translation) == fields(sentence), sentence
    assert translator(language(path))("en") == language(path)


# ---------------------------------------------------------------------------------------- the pad

# What the pad shows and no language changes: the networks' names, a unit, files.
NAMES = r"softmax|mlp|robust|px|data/[\w.-]+|corrections\.jsonl"
SOME = ("softmax", "+ centre of mass"), ("yours", "+ box")
LINE = [(60, 140), (220, 142)]
TWO = [[(60, 60), (60, 200)], [(200, 60), (200, 200)]]


@pytest.fixture
def heard():
    """What has been said so far."""
    return set()


@pytest.fixture
def pad(heard, tmp_path, monkeypatch):
    """A pad that marks all that it says."""

    def say(sentence):
        heard.add(sentence)
        return sentence if sentence in {"", ".", ","} else f"⟦{sentence}⟧"

    monkeypatch.setattr("nnlib.app.pad.translator", lambda language: say)
    monkeypatch.setattr("nnlib.app.pad.corrections_path", lambda name: tmp_path / name)
    monkeypatch.setattr(taking, "DATA_FOLDER", tmp_path)
    return DigitPad(load_network("weights/robust.npz"))


def texts(widget):
    """All that a widget and those in it show, or say to who does not see it."""
    for name in ("value", "description", "tooltip"):
        shown = getattr(widget, name, None)
        key = name == "value" and hasattr(widget, "options")
        if isinstance(shown, str) and not key and not shown.startswith("<style"):
            yield from re.findall(r'(?:alt|aria-label|title)="([^"]*)"', shown)
            yield re.sub(r"<[^>]*>|&\w+;", " ", shown)
    for option in getattr(widget, "options", ()):
        yield option[0] if isinstance(option, tuple) else option
    yield from getattr(widget, "words", {}).values()
    for child in getattr(widget, "children", ()):
        yield from texts(child)


def unmarked(text):
    """The letters that did not go through the translator."""
    while (without := re.sub("⟦[^⟦⟧]*⟧", "", text)) != text:
        text = without
    return re.findall(r"[^\W\d_]{2,}", re.sub(NAMES, "", text))


def states(pad, monkeypatch):
    """Take the pad through all that it can say; stops at each state to be looked at."""
    rng = np.random.default_rng(0)
    put = pad._sheet.replace
    (_, letter), *_ = load_hands("letters-dev")
    for strokes in ([], [[(140, 140)]], [LINE], TWO, draw_other(rng, "scribble"), TWO[:1], letter):
        put(strokes)
        for pad._pipeline.value, pad._weights.value in (
            ("+ thickness", "robust"),
            ("naive", "mlp"),
        ):
            yield
    put([])
    for pad._weights.value, pad._pipeline.value in SOME:
        yield
    with monkeypatch.context() as full:
        full.setattr(sheet_module, "MAX_POINTS", 3)
        put([LINE * 2])
        yield
    three = draw_digit(3, rng)
    for name in QUESTIONS:
        put([])
        pad.questions.choices[name].value = True
        yield
        put(three)
        yield
    yield from asked(pad, monkeypatch, three)


def asked(pad, monkeypatch, three):
    """What the questions say when their buttons are pressed."""
    panels = pad.questions._panels
    pad._weights.value, pad._pipeline.value = "softmax", "naive"
    pad.questions.choices["Who taught you that?"].value = True
    yield
    pad.questions.choices["Nudge my pen"].value = True
    panels["Nudge my pen"]._look()
    yield
    standing = type(panels["Nudge my pen"]._found)([], [], 0, 0, False)
    panels["Nudge my pen"]._found = standing
    panels["Nudge my pen"]._play()
    yield
    panels["Take it along"]._keep()
    pad.questions.choices["Take it along"].value = True
    yield
    pad.questions.choices["Teach it"].value = True
    pad.correct(3)
    yield
    network = pad.network
    first = Lesson(network, 0, Reading(7, 0.9, True), [])
    for digit, lost in ((3, []), (5, []), (3, ["MNIST"])):
        second = Lesson(network.copy(), 40, Reading(digit, 0.98, True), lost)
        monkeypatch.setattr(teaching, "lessons", lambda *_, second=second: iter([first, second]))
        monkeypatch.setattr(teaching, "judged", lambda before, after, say: judged(say))
        for step in panels["Teach it"]._learning("softmax", network, 3, three, pad.tensor):
            step()
            yield
    pad.questions.choices["Challenges"].value = True
    panels["Challenges"]._met = {0, 1, 2}
    panels["Challenges"].show()
    yield
    monkeypatch.setattr(travel, "with_moments", lambda names: [])
    pad.questions._panels["Time travel"] = travel.TimeTravel(pad, pad._listener)
    pad.questions.choices["Time travel"].value = True
    yield


def judged(say):
    """The gate's two tables."""
    before = dict.fromkeys(("MNIST", "real hands", "the pen's styles", "letters refused"), 0.9)
    return "\n".join(report(before, before | {"MNIST": lost}, say) for lost in (0.9, 0.8))


def test_the_pad_says_nothing_that_is_not_translated(pad, heard, monkeypatch):
    for _ in states(pad, monkeypatch):
        assert [unmarked(text) for text in texts(pad) if unmarked(text)] == []
    for name in remarks.REPAIRS:
        for value in (-1.0, 9.0):
            finding = Finding(name, value, 0.0, 1.0, "")
            for pipeline in PIPELINES:
                assert unmarked(remarks.on_repair([finding], pipeline, pad.say)) == []
    handout = words.ROOT / "tools" / "handout.py"
    theirs = {sentence for path in words.sources() if path.suffix == ".j2" or path == handout
              for sentence in words.sentences(path)}  # fmt: skip
    ours = {message.id for message in words.template() if message.id} - theirs
    assert ours - heard == set(), "never said, or not by this test"
    assert heard - ours - {""} - theirs == {"softmax", "mlp", "robust"}, "not in the catalogues"


def test_the_page_around_the_pad_says_nothing_that_is_not_translated():
    (page,) = TEMPLATE.rglob("*.j2")
    body = page.read_text(encoding="utf-8").partition("{%- block body_header -%}")[2]
    body = re.sub(r"{{.*?}}|{%.*?%}|<script>.*?</script>|<[^>]*>", "", body, flags=re.S)
    assert body.split() == []
    assert len(set(words.sentences(page))) == 3


CLIPPED = """[...document.querySelectorAll('.app :is(button, label, th, td, p, figcaption)')]
  .filter((part) => part.offsetParent && part.scrollWidth > part.clientWidth + 1)
  .map((part) => part.textContent)"""


@pytest.mark.slow
@pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))
def test_in_german_all_fits_and_nothing_is_english(chromium, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "de")
    say, place = translator("de"), "words-test.jsonl"
    english = {message.id for message in words.template() if " " in message.id}
    english = {sentence for sentence in english if say(sentence) != sentence}
    with browser.serve("app", place) as (address, _):
        for width in (390, 1440):
            size = {"width": width, "height": 900}
            page = browser.open_pad(chromium, address, viewport=size)
            assert page.title() == "Zeichne eine Ziffer"
            assert page.locator("html").get_attribute("lang") == "de"
            assert page.locator(".nnlib-pad canvas").get_attribute("aria-label").startswith("Blatt")
            browser.draw(page, browser.THREE)
            browser.wait_for_prediction(page, 3)
            for question in QUESTIONS:
                page.get_by_role("button", name=say(question), exact=True).first.click()
                page.locator(".nnlib-panel > *").wait_for()
                shown = page.locator(".app").inner_text()
                assert not [sentence for sentence in english if sentence in shown], question
                assert page.evaluate(CLIPPED) == [], question
                assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.context.close()
