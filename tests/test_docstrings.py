"""Every public name says in numpydoc's form what it takes, gives and raises, and shows it."""

import doctest
import importlib
import inspect
import re

import pytest
from numpydoc.docscrape import ClassDoc, FunctionDoc

import nnlib
from nnlib.files import ROOT

DATA = {"RECIPES": "recipes", "STYLES": "images.styles"}  # tables: their words are a comment
NAMES = sorted(set(nnlib.__all__) - DATA.keys())


def docstring(name: str) -> dict:
    """A public name's docstring by sections."""
    thing = getattr(nnlib, name)
    return (ClassDoc if inspect.isclass(thing) else FunctionDoc)(thing)


def takes(thing) -> list[str]:
    """The names of what a function or a class takes; an error takes a message, which is no news."""
    if inspect.isclass(thing) and issubclass(thing, Exception):
        return []
    return [name for name in inspect.signature(thing).parameters if name != "self"]


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_takes(name):
    sections = docstring(name)
    told = [
        word
        for section in ("Parameters", "Attributes")
        for entry in sections[section]
        for word in entry.name.replace("*", "").split(", ")
    ]
    assert set(takes(getattr(nnlib, name))) <= set(told)


@pytest.mark.parametrize("name", NAMES)
def test_a_function_says_what_it_returns(name):
    thing = getattr(nnlib, name)
    if inspect.isfunction(thing) and thing.__annotations__["return"] is not None:
        assert docstring(name)["Returns"]


@pytest.mark.parametrize("name", NAMES)
def test_arrays_have_shapes(name):
    sections = docstring(name)
    entries = [*sections["Parameters"], *sections["Attributes"], *sections["Returns"]]
    for entry in entries:
        if re.match(r"ndarray", entry.type):
            words = entry.type + " ".join(entry.desc)
            assert re.search(r"shape|shapes|layout|part of|\(", words), f"{entry.name} of {name}"


@pytest.mark.parametrize("name", NAMES)
def test_its_example_runs(name):
    thing = getattr(nnlib, name)
    room = importlib.import_module(thing.__module__)
    space = {**vars(nnlib), **vars(room), "np": importlib.import_module("numpy")}
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    test = parser.get_doctest(inspect.getdoc(thing), space, name, room.__file__, 0)
    assert test.examples, f"{name} has no example"
    said = []
    runner.run(test, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


@pytest.mark.parametrize(("name", "room"), DATA.items())
def test_a_table_has_words_before_it(name, room):
    source = (ROOT / "nnlib" / f"{room.replace('.', '/')}.py").read_text(encoding="utf-8")
    assert re.search(rf"^#: .*\n(?:#.*\n)*{name}\b", source, re.M)
