"""The programs in tools/: the tests may import them, and they import no test."""

import ast
import importlib

import pytest

import mutants
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


DIFFERENCE = """\
# nnlib.optimizers.xǁAdamǁstep__mutmut_3: survived
--- nnlib/optimizers.py
+++ nnlib/optimizers.py
@@ -1,2 +1,2 @@
     a = 1
-    b = a | 2
+    b = a & 2
"""


@pytest.mark.parametrize(
    ("row", "explained"),
    [
        (r"| `optimizers.Adam.step` | `b = a \| 2` → `b = a & 2` | the same |", True),
        (r"| `optimizers.….step` | `…\|…` → `…&…` | the same |", True),
        (r"| `optimizers.Adam.state` | `b = a \| 2` → `b = a & 2` | elsewhere |", False),
        (r"| `optimizers.Adam.step` | `b = a \| 2` → `b = a & 3` | another |", False),
    ],
)
def test_a_fault_that_nothing_hears_is_known_by_its_place_and_its_text(row, explained):
    name = mutants.place("nnlib.optimizers.xǁAdamǁstep__mutmut_3")
    old, new = mutants.change(DIFFERENCE)
    (pattern,) = mutants.explanations(row)
    assert bool(pattern.fullmatch(f"{name}\n{old}\n{new}")) == explained


def test_every_explanation_is_understood():
    text = mutants.EXPLAINED.read_text(encoding="utf-8")
    assert len(mutants.explanations(text)) == text.count("\n| `")
