"""The process in which a reader's library is judged: nnlib cannot be had in it.

    python child.py FOLDER GIVEN FIRST LAST [HUNG …]

Runs the steps number FIRST to LAST (the latter left out) on the package in FOLDER, and prints a
line of JSON for each. Whatever the reader's code prints goes to stderr. The functions HUNG did not
come to an end before: whatever calls them fails at once.

It is a fence, not a wall: it keeps a reader from passing by accident or for convenience. Whoever
starts another process from his code, or copies the library's text, gets round it, and knows it.
"""

import ast
import importlib
import importlib.util
import json
import operator
import os
import sys
import traceback
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
PACKAGE = "nnlib"
REFUSAL = f"{PACKAGE} is not there while the judge looks: this is about yours"
PROCESSES = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn"}


class Absent:
    """Finds no module of the library, and lets nobody after it look for one."""

    @staticmethod
    def find_spec(name: str, path=None, target=None):
        """Refuse the library's names; leave all others to the next finder."""
        if name.split(".")[0] == PACKAGE:
            raise ModuleNotFoundError(REFUSAL, name=name)


def fence() -> None:
    """Make the library unimportable by name, and its files unreadable, from here on."""
    folders = {os.path.realpath(HERE.parents[1])}
    found = importlib.util.find_spec(PACKAGE)  # perhaps another copy, if it is installed too
    for folder in (found.submodule_search_locations or []) if found else []:
        folders.add(os.path.realpath(folder))
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]
    sys.meta_path.insert(0, Absent)
    beginnings = tuple(folder + os.sep for folder in folders)

    def refuse(event: str, arguments: tuple) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            if os.path.realpath(os.fsdecode(arguments[0])).startswith(beginnings):
                raise PermissionError(REFUSAL)
        elif event == "import" and arguments[0].split(".")[0] == PACKAGE:
            raise ModuleNotFoundError(REFUSAL, name=arguments[0])
        elif event in PROCESSES:
            raise PermissionError("no other process is started while the judge looks")

    sys.addaudithook(refuse)  # nothing can take it away again


class Library:
    """The reader's package: its modules as attributes, each imported when it is needed."""

    def __init__(self, folder: Path, given: Path, hung: tuple[str, ...] = ()):
        self._folder, self._given, self._hung = folder, given, hung

    def __getattr__(self, name: str):
        return importlib.import_module(f"{self._folder.name}.{name}")

    def stop(self) -> None:
        """Put an error in place of each function that did not come to an end."""
        for place in self._hung:

            def stopped(*arguments, place=place, **named):
                raise RuntimeError(f"{place} did not come to an end before")

            *owners, name = place.split(".")
            setattr(operator.attrgetter(".".join(owners))(self), name, stopped)

    def given(self, name: str) -> dict:
        """Arrays that the judge hands over: MNIST, and drawings."""
        with np.load(self._given / f"{name}.npz") as arrays:
            return dict(arrays)

    def keep(self, network) -> None:
        """Keep a trained network's numbers beside the code."""
        numbers = {name: getattr(network, name) for name in ("parameters", "mean", "scale")}
        np.savez(self._folder / "trained.npz", **numbers)

    def kept(self) -> dict:
        """The numbers of the network that was kept."""
        path = self._folder / "trained.npz"
        if not path.exists():
            raise FileNotFoundError("there is no trained network yet: the step before this one")
        with np.load(path, allow_pickle=False) as arrays:
            return dict(arrays)


def is_stub(folder: Path, place: str) -> bool:
    """Whether a function still is as it was laid: a docstring, and an ellipsis."""
    file, *names = place.split(".")
    path = folder / f"{file}.py"
    if not path.exists():
        return False
    try:
        nodes = ast.parse(path.read_text(encoding="utf-8")).body
    except SyntaxError:
        return False  # importing it will say where
    for name in names:
        found = [node for node in nodes if getattr(node, "name", None) == name]
        if not found:
            return False
        nodes = found[-1].body
    rest = nodes[1:] if ast.get_docstring(found[-1]) is not None else nodes
    return [ast.unparse(node) for node in rest] in ([], ["..."])


def trouble(folder: Path, error: BaseException) -> str:
    """An error in words: what, and the last place of it in the reader's own files."""
    if isinstance(error, SyntaxError) and error.filename:
        place = f"mine/{Path(error.filename).name}, line {error.lineno}"
        return f"Python cannot read {place}: {error.msg}."
    if isinstance(error, ModuleNotFoundError):
        package, _, name = (error.name or "").partition(".")
        if package == folder.name and (HERE / "skeleton" / f"{name}.py").exists():
            return f"mine/{name}.py is not there. `make mine` lays it again, empty."
    places = traceback.extract_tb(error.__traceback__)
    ours = [p for p in places if Path(p.filename).resolve().is_relative_to(folder)]
    where = f"{Path(ours[-1].filename).name}, line {ours[-1].lineno}: " if ours else ""
    return f"{where}{type(error).__name__}: {error}"


def judge(step, folder: Path, library: Library, missed: type) -> dict:
    """One step's verdict."""
    if is_stub(folder, step.place):
        return {"state": "open", "words": ""}
    try:
        library.stop()
        reached = step.check(library)
    except missed as what:
        return {"state": "wrong", "words": str(what)}
    except (Exception, SystemExit) as error:
        unread = isinstance(error, SyntaxError | ImportError)
        return {"state": "wrong", "words": trouble(folder, error), "unread": unread}
    return {"state": "done", "words": reached or ""}


def main(folder: Path, given: Path, first: int, last: int, hung: tuple[str, ...]) -> None:
    """Judge the steps and say each verdict as soon as it is known."""
    sys.path.insert(0, str(HERE))
    from checks import STEPS
    from checks.step import Missed

    sys.path.remove(str(HERE))
    for name in [name for name in sys.modules if name.split(".")[0] == "checks"]:
        del sys.modules[name]  # they hold right answers too
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what is printed does not mix with the verdicts
    sys.stdout = sys.stderr
    fence()
    sys.path.insert(0, str(folder.parent))
    sys.dont_write_bytecode = True
    library = Library(folder, given, hung)
    for number in range(first, last):
        print(json.dumps({"begun": number}), file=out, flush=True)
        verdict = judge(STEPS[number], folder, library, Missed)
        print(json.dumps({"number": number, **verdict}), file=out, flush=True)


if __name__ == "__main__":
    path, given, first, last, *hung = sys.argv[1:]
    main(Path(path).resolve(), Path(given), int(first), int(last), tuple(hung))
