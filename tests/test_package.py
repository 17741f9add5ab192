"""What others install: the wheel, the sdist, the extras, and the pinned environment of Binder."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from nnlib.files import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CORE = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
EXTRAS = PROJECT["project"]["optional-dependencies"]


def test_the_core_brings_no_server():
    assert {"jupyterlab", "voila"} == {Requirement(line).name for line in EXTRAS["app"]}
    assert not {"jupyterlab", "voila"} & {requirement.name for requirement in CORE}


def test_every_file_of_the_package_is_named_for_the_wheel():
    patterns = PROJECT["tool"]["setuptools"]["package-data"]
    for path in (ROOT / "nnlib").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            package = next(p for p in path.parents if (p / "__init__.py").exists())
            assert path.suffix != ".py" or package == path.parent, f"{path.parent} is no package"
            name = package.relative_to(ROOT).as_posix().replace("/", ".")
            known = path.suffix == ".py" or any(map(path.match, patterns.get(name, [])))
            assert known, f"{path}: package-data of pyproject.toml does not name it"


# ------------------------------------------------------------------------------ slow: it is built


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel and the sdist, made from a copy of the repository; setuptools is downloaded."""
    folder = tmp_path_factory.mktemp("built")
    copy = folder / "copy"
    tracked = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(tracked, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(copy)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.mark.slow
def test_the_wheel_holds_the_library_its_weights_and_its_drawings(built):
    with zipfile.ZipFile(built[0]) as wheel:
        names = set(wheel.namelist())
        sizes = {item.filename: item.file_size for item in wheel.infolist()}
    for path in (ROOT / "nnlib").rglob("*.py"):
        assert path.relative_to(ROOT).as_posix() in names
    for name in ("app/pad.css", "app/pen.js", "course/ladder/skeleton/layers.py"):
        assert f"nnlib/{name}" in names
    shipped = {name.removeprefix("nnlib/shipped/") for name in names if "/shipped/" in name}
    weights = {f"weights/{name}" for name in ("softmax.npz", "mlp.npz", "robust.npz")}
    drawings = {f"data/{path.name}" for path in (ROOT / "data").glob("*.jsonl.gz")}
    assert shipped == weights | drawings | {"weights/MODEL_CARD.md", "data/README.md"}
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {"nnlib"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/LICENSE-TEXT.md") for name in names)
    assert sum(sizes.values()) < 8_000_000


@pytest.mark.slow
def test_the_sdist_can_be_built_from_and_holds_no_stray_file(built):
    with tarfile.open(built[1]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "weights/robust.npz"):
        assert name in names
    assert "data/digits-train.jsonl.gz" in names
    assert not [name for name in names if "mine/" in name or name.endswith((".pyc", ".tmp"))]
    assert not [name for name in names if "idx" in name and name.startswith("data/")]


@pytest.mark.slow
def test_what_is_installed_elsewhere_finds_its_weights_or_says_what_to_do(built, tmp_path):
    with zipfile.ZipFile(built[0]) as wheel:
        wheel.extractall(tmp_path / "site")
    (tmp_path / "elsewhere").mkdir()

    def run(*arguments: str) -> subprocess.CompletedProcess:
        environment = os.environ | {"PYTHONPATH": str(tmp_path / "site"), "PYTHONUTF8": "1"}
        environment["https_proxy"] = "http://127.0.0.1:9"  # nothing can be fetched
        return subprocess.run(
            [sys.executable, "-P", *arguments],
            cwd=tmp_path / "elsewhere",
            env=environment,
            capture_output=True,
            text=True,
        )

    code = (
        "import nnlib; from pathlib import Path; from nnlib.images.hands import load_hands;"
        "print(Path(nnlib.__file__).parent); print(nnlib.load_network('weights/mlp.npz'));"
        "print(len(load_hands('digits-dev'))); print(nnlib.DigitPad())"
    )
    said = run("-c", code)
    assert said.stdout.splitlines() == [
        str(tmp_path / "site" / "nnlib"),
        "Network(784 → 256 → 128 → 10: 235,146 parameters)",
        "1965",
        "DigitPad(Network(784 → 256 → 128 → 10: 235,146 parameters))",
    ], said.stderr
    said = run("-c", "import nnlib; nnlib.load_mnist()")
    assert "Connect to the network and try again, or copy train-images" in said.stderr
    said = run("-m", "nnlib", "draw")
    assert "nnlib.DigitPad() is the same pad" in said.stderr
    said = run("-m", "nnlib.course.ladder", "lay")
    assert (tmp_path / "elsewhere" / "mine" / "layers.py").exists(), said.stderr


# -------------------------------------------------------------------------------- Binder's, pinned

LOCK = ROOT / "binder" / "requirements.txt"


def test_binder_gets_one_version_of_each_package_and_all_that_are_needed():
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"==[\w.]+", str(one.specifier)) for one in pinned)
    versions = {one.name.lower(): str(one.specifier).removeprefix("==") for one in pinned}
    for requirement in [*CORE, *map(Requirement, EXTRAS["app"])]:
        assert versions[requirement.name] in requirement.specifier, f"{requirement}: make binder"


def test_binders_python_is_one_that_the_project_takes():
    version = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    assert version in SpecifierSet(PROJECT["project"]["requires-python"])
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"--python-version {version} " in makefile  # what the pinned versions were sought for
    assert "--no-deps" in (ROOT / "binder" / "postBuild").read_text()
