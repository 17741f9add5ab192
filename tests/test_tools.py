"""The programs in tools/: the tests may import them, and they import no test."""

import ast
import importlib

import pytest

from nnlib.files import ROOT

PROGRAMS = sorted((ROOT / "tools").rglob("*.py"))
TESTS = {path.stem for path in (ROOT / "tests").glob("*.py")}


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_imports_no_test(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            imported.add(node.module.split(".")[0])
    assert not imported & (TESTS | {"tests"})


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_what_a_program_imports_is_there(path, monkeypatch):
    monkeypatch.syspath_prepend(path.parent)  # as if it were run
    parts = path.relative_to(ROOT / "tools").with_suffix("").parts
    importlib.import_module(".".join(parts))
