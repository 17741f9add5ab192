"""Small faults planted in nnlib, one at a time: do the tests hear each of them?

``python tests/mutation.py`` copies the project, plants a fault, runs the unit tests until one
fails, and lists the faults that none of them heard. The tests of the fault's own room run first;
only a fault that survives those meets all the others. A fault whose text no longer stands in its
room, or stands there twice, ends the run: the list has to keep up with the code.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 900  # a fault that makes the tests run for longer is heard, too

# The room, the text in it, and what it becomes.
FAULTS = [
    ("layers", "return a @ self.W + self.b", "return a @ self.W - self.b"),
    (
        "layers",
        "np.matmul(self.a.T, delta, out=self.dW)",
        "self.dW[...] = (delta.T @ self.a).reshape(self.dW.shape)",
    ),
    ("layers", "np.sum(delta, axis=0, out=self.db)", "np.mean(delta, axis=0, out=self.db)"),
    ("layers", "return delta @ self.W.T if", "return delta @ -self.W.T if"),
    ("layers", "self.a = np.maximum(z, 0)", "self.a = np.abs(z)"),
    ("layers", "return delta * (self.a > 0)", "return delta * (self.a >= 0)"),
    ("losses", "p = np.exp(logits - logits.max(axis=1, keepdims=True))", "p = np.exp(logits)"),
    ("losses", "p /= p.sum(axis=1, keepdims=True)", "p /= p.sum(axis=0, keepdims=True)"),
    ("losses", "shifted = logits - logits.max(axis=1", "shifted = logits - logits.max(axis=0"),
    ("losses", "np.mean(np.log(sums[:, 0]) - right)", "np.mean(np.log(sums[:, 0]) + right)"),
    ("losses", "delta[np.arange(n), self.labels] -= 1", "delta[np.arange(n), self.labels] += 1"),
    ("losses", "delta /= n", "delta /= n + 1"),
    ("optimizers", "0.5 * (1 + math.cos(", "0.5 * (1 - math.cos("),
    (
        "optimizers",
        "parameters -= self.learning_rate * gradients\n",
        "parameters += self.learning_rate * gradients\n",
    ),
    ("optimizers", "self.u *= self.beta\n", "self.u *= 1 - self.beta\n"),
    ("optimizers", "self.u += gradients", "self.u += (1 - self.beta) * gradients"),
    ("optimizers", 'self.u = state["u"].copy()', 'self.u = 0 * state["u"]'),
    ("optimizers", "(1 - self.beta) * gradients * gradients", "(1 - self.beta) * gradients"),
    ("optimizers", "(np.sqrt(self.v) + self.epsilon)", "np.sqrt(self.v + self.epsilon)"),
    ("optimizers", "self.t += 1", "self.t += 2"),
    ("optimizers", "root = math.sqrt(1 - self.beta2**self.t)", "root = 1.0"),
    ("optimizers", "rate * root / (1 - self.beta1**self.t), ", "rate * root, "),
    (
        "optimizers",
        "v += np.multiply(work, 1 - self.beta2",
        "v += np.multiply(work, 1 - self.beta1",
    ),
    ("optimizers", 'int(state["t"])', 'int(state["t"]) + 1'),
    ("network", "np.sqrt(2 / n_in)", "np.sqrt(1 / n_in)"),
    ("network", "n_in = layer.W.shape[0]", "n_in = layer.W.shape[1]"),
    ("network", "self.weight_gradients += decay", "self.weight_gradients -= decay"),
    ("network", "loss += 0.5 * float(self.weights @ decay)", "loss += float(self.weights @ decay)"),
    ("network", "np.sqrt(square - np.mean(mean**2))", "np.sqrt(square + np.mean(mean**2))"),
    ("network", "x -= self.mean * dtype(1 / self.scale)", "x -= self.mean"),
    ("network", "dtype(unit / self.scale)", "dtype(unit * self.scale)"),
    ("network", "range(0, len(images), CHUNK)", "range(0, len(images) - 1, CHUNK)"),
    ("network", ">= self.familiarity_threshold", "< self.familiarity_threshold"),
    ("network", "type(1 / self.temperature)", "type(self.temperature)"),
    ("network", "for layer in reversed(rest)", "for layer in rest"),
    (
        "augment",
        "weights[0, :, 2] = height * sin, height * cos",
        "weights[0, :, 2] = -height * sin, height * cos",
    ),
    ("augment", "np.exp(-size - aspect), np.exp", "np.exp(-size + aspect), np.exp"),
    ("augment", "((share > 0, np.maximum), (share < 0", "((share < 0, np.maximum), (share > 0"),
    ("augment", "fields /= np.sqrt(np.mean(np.sum(fields**2, axis=0)))", "fields /= 1"),
    ("augment", "below *= dy", "below *= dx"),
    ("augment", "rng.normal(CENTRE + MARGIN, d.shift", "rng.normal(CENTRE, d.shift"),
    (
        "strokes",
        "segments += CENTRE - centre_of_mass(image)",
        "segments -= CENTRE - centre_of_mass(image)",
    ),
    ("strokes", "scale = (BOX - 2 * REACH) / extent", "scale = BOX / extent"),
    ("strokes", "return ramp * ramp * (3 - 2 * ramp)", "return ramp"),
    ("strokes", "(int(point[1]), -int(point[2]))", "(int(point[1]), int(point[2]))"),
    ("strokes", "/ square, 0, 1)", "/ square, 0, 2)"),
    (
        "strokes",
        "image.sum(axis=0) @ x, image.sum(axis=1) @ y",
        "image.sum(axis=1) @ x, image.sum(axis=0) @ y",
    ),
    ("preprocess", "LUMINANCE = (0.299, 0.587, 0.114)", "LUMINANCE = (0.114, 0.587, 0.299)"),
    ("preprocess", "if np.sum(difference**3) < 0", "if np.sum(difference**3) > 0"),
    ("preprocess", "CENTRE + 0.5 - centre * scale", "CENTRE - centre * scale"),
    ("preprocess", "scale = BOX / max(height, width)", "scale = BOX / min(height, width)"),
    ("preprocess", "grey = alpha * grey + (1 - alpha) * paper", "grey = alpha * grey"),
    ("preprocess", "small += rows[:, band] @", "small = rows[:, band] @"),
    (
        "calibration",
        "z = logits * np.exp(-log_temperature)",
        "z = logits * np.exp(log_temperature)",
    ),
    ("calibration", "if at_left < at_right", "if at_left > at_right"),
    ("calibration", "np.abs(confidence - accuracy) * count", "np.abs(confidence - accuracy)"),
    (
        "calibration",
        "probabilities.argmax(axis=1) == labels",
        "probabilities.argmax(axis=1) != labels",
    ),
    (
        "calibration",
        "(confidence * bins).astype(int), bins - 1",
        "(confidence * bins).astype(int), bins - 2",
    ),
    ("calibration", "z = logits - logits.mean(axis=1", "z = logits - logits.mean(axis=0"),
    (
        "diagnostics",
        '"aspect": np.where(blank, np.nan, width / height)',
        '"aspect": np.where(blank, np.nan, height / width)',
    ),
    ("diagnostics", "return last - first + 1", "return last - first"),
    ("diagnostics", '"thickness": 2 * total', '"thickness": total'),
    ("diagnostics", "explained |= EXPLAINS[name]", "explained |= set()"),
    ("diagnostics", "np.hypot(x - CENTRE, y - CENTRE)", "np.hypot(x - 13.5, y - 13.5)"),
    ("data", "order[:-DEV_SIZE], order[-DEV_SIZE:]", "order[DEV_SIZE:], order[:DEV_SIZE]"),
    ("data", "order[start : start + batch_size]", "order[start : start + batch_size - 1]"),
    ("data", "np.float32(1 / 255)", "np.float32(1 / 256)"),
    ("data", 'content[4 + 4 * i : 8 + 4 * i], "big"', 'content[4 + 4 * i : 8 + 4 * i], "little"'),
    ("checkpoint", "network.temperature = temperature", "network.temperature = 1.0"),
    ("checkpoint", "network.mean[:] = mean", "network.mean[:] = 0"),
    (
        "checkpoint",
        "-math.inf if familiarity_threshold <= NEVER",
        "-math.inf if familiarity_threshold >= NEVER",
    ),
    ("checkpoint", "if promised != held", "if promised < held"),
    ("handwriting", "[2, -5, 4, -1]", "[2, -5, 4, 1]"),
    ("handwriting", "rng.uniform(0.3, 0.8) * CANVAS", "rng.uniform(0.3, 1.8) * CANVAS"),
    ("handwriting", "labels = rng.integers(0, 10, n)", "labels = rng.integers(0, 9, n)"),
    (
        "handwriting",
        "2 * weight\n                block[:, begin + 1] -= weight",
        "2 * weight\n                block[:, begin + 1] += weight",
    ),
    ("training", "(epoch + i / len(plan)) / recipe.epochs", "(epoch + i) / recipe.epochs"),
    ("training", "total_loss += loss * len(y)", "total_loss += loss"),
    (
        "training",
        "np.quantile(familiarity(logits), REFUSED)",
        "np.quantile(familiarity(logits), 1 - REFUSED)",
    ),
    (
        "training",
        "labels * k + probabilities.argmax(axis=1)",
        "labels + k * probabilities.argmax(axis=1)",
    ),
    ("training", "np.argsort(-errors", "np.argsort(errors"),
    (
        "training",
        "labels[none] = rng.integers(0, network.sizes[-1], len(none))",
        "labels[none] = 0",
    ),
    ("training", "range(len(history), recipe.epochs)", "range(len(history), recipe.epochs + 1)"),
    ("curvature", "dp = p * (dz - (p * dz).sum(axis=1", "dp = p * (dz + (p * dz).sum(axis=1"),
    ("attribution", "self._layers[i].b @ direction", "-self._layers[i].b @ direction"),
    ("attribution", "if i > begin", "if i > begin + 1"),
    (
        "pipelines",
        "target - scale * anchor(image, low, high)",
        "target + scale * anchor(image, low, high)",
    ),
    ("finetuning", "copied.mean[:] = network.mean", "copied.mean[:] = 0"),
]
# Not the fast tests: whole chapters, browsers, processes, and what has no fault to hear.
SLOW = {
    "notebooks",
    "browser",
    "cli",
    "kill",
    "robust",
    "readme",
    "stored",
    "project",
    "book",
    "fetch",
}


OWN = {"losses": "layers"}  # rooms whose tests stand in another room's file


def text_of(folder: Path, room: str) -> Path:
    return folder / "nnlib" / f"{room}.py"


def check_texts() -> None:
    """End the run if a fault no longer fits the code."""
    stale = [
        f"{room}: {old!r} stands there {count} times"
        for room, old, new in FAULTS
        if (count := text_of(ROOT, room).read_text().count(old)) != 1 or old == new
    ]
    if stale:
        sys.exit("These faults do not fit the code:\n  " + "\n  ".join(stale))


def hears(folder: Path, tests: list[str]) -> str | None:
    """The first test that fails, or None."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-o", "addopts="]
    try:
        result = subprocess.run(
            [*command, "-p", "no:cacheprovider", "--tb=no", *tests],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder), "OPENBLAS_NUM_THREADS": "1"}
            | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "(too slow)"
    if result.returncode == 0:
        return None
    failed = [line for line in result.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if not failed:
        sys.exit(f"pytest did not run:\n{result.stdout}{result.stderr}")
    return failed[0].split()[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--room", help="only this room's faults")
    options = parser.parse_args()
    check_texts()
    faults = [fault for fault in FAULTS if options.room in (None, fault[0])]
    survivors = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("nnlib", "tests", "pyproject.toml", "README.md"):
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, folder / part)
        for part in ("data", "weights", "notebooks"):
            (folder / part).symlink_to(ROOT / part)
        everything = sorted(
            f"tests/{path.name}"
            for path in (folder / "tests").glob("test_*.py")
            if path.stem.removeprefix("test_") not in SLOW
        )
        if failed := hears(folder, everything):
            sys.exit(f"Without any fault, this fails: {failed}")
        for room, old, new in faults:
            path = text_of(folder, room)
            sound = path.read_text()
            path.write_text(sound.replace(old, new))
            own = f"tests/test_{OWN.get(room, room)}.py"
            others = [test for test in everything if test != own]
            heard = (hears(folder, [own]) if own in everything else None) or hears(folder, others)
            path.write_text(sound)
            print(
                f"{'heard' if heard else 'NOT HEARD':10}{room:13}{old.strip()[:60]!r}",
                heard or "",
                flush=True,
            )
            if not heard:
                survivors.append((room, old, new))
    print(f"{len(faults) - len(survivors)} of {len(faults)} faults heard")
    for room, old, new in survivors:
        print(f"  {room}: {old!r} → {new!r}")
    return len(survivors) > 0.05 * len(faults)


if __name__ == "__main__":
    sys.exit(main())
