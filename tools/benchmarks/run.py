"""Measure the library's speed beside that of others: python tools/benchmarks/run.py

Prints a table, and writes results.json (beside this file; README.md there says what is in it) and
the charts (notebooks/images/speed-*.png). Nothing fails on a slow day: these are no tests.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import report
from clock import alternate, in_fresh_process, repeated, row
from machine import facts, there, warning
from threadpoolctl import threadpool_limits
from worker import Worker, limit_cores

import nnlib
from nnlib.files import ROOT

HERE = Path(__file__).parent
SIZES, BATCH = nnlib.RECIPES["mlp"].sizes, nnlib.RECIPES["mlp"].batch_size
PEERS = {  # contestant: the package it needs, and the ratio that we want to stay below
    "PyTorch, default Adam": ("torch", 0.55),
    "PyTorch, fused Adam": ("torch", 0.70),
    "JAX": ("jax", 1.1),
    "scikit-learn": ("sklearn", None),
    "the original's algorithm": ("numpy", 0.20),
    "nnlib, two threads": ("numpy", None),
}
GROWTH = {  # chart: (what is varied, its values)
    "batch": (16, 64, 256, 1024, 4096),
    "width": (64, 128, 256, 512, 1024, 2048),
    "data": (3125, 6250, 12_500, 25_000, 50_000),
}
CROWDED = 2.0  # among busy neighbours, against its own quiet time
FEW = 12_500  # images an epoch where only batch size or width is varied
# A busy neighbour. Its input ends when the process that began it does, even if that one was killed.
BUSY = """
import os, sys, threading
threading.Thread(target=lambda: os._exit(len(sys.stdin.read()))).start()
while True:
    pass
"""
STROKES = [np.array([(60.0, 60), (200, 50), (120, 140), (190, 200), (120, 250), (50, 230)])]


@contextmanager
def neighbours(count: int) -> Iterator[None]:
    """So many processes that do nothing but keep a core busy."""
    command = [sys.executable, "-c", BUSY]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def epochs(threads: int, rounds: int) -> tuple[list[dict], list[dict]]:
    """An epoch of each library, quiet and beside busy neighbours, and the memory that it took."""
    names = ["nnlib", *(name for name, (package, _) in PEERS.items() if there(package))]
    workers = {}
    for name in names:
        print(f"  preparing {name}", flush=True)
        worker = Worker(name, threads)
        try:
            worker.build(50_000, SIZES, BATCH)
        except (RuntimeError, EOFError) as error:
            print(f"  {name} is left out: {error or 'its process ended'}")
        else:
            workers[name] = worker
    names = list(workers)
    seconds = alternate({name: worker.epoch for name, worker in workers.items()}, rounds)
    lines = [
        row("training epoch", "s", seconds["nnlib"], PEERS[name][1], name, seconds[name])
        for name in names[1:]
    ]
    with neighbours(threads):
        few = max(1, rounds // 2)  # some take a minute
        busy = alternate({name: worker.epoch for name, worker in workers.items()}, few)
    crowded = [
        row(name, "s", busy[name], CROWDED if name == "nnlib" else None, "quiet", times[-few:])
        for name, times in seconds.items()
    ]
    memory = {name: [worker.peak_memory()] for name, worker in workers.items()}
    for worker in workers.values():
        worker.stop()
    lines.append(row("peak memory of training", "MB", memory["nnlib"], 150))
    for name in ("PyTorch, default Adam", "the original's algorithm"):
        if name in names:
            what = "peak memory of training"
            lines.append(row(what, "MB", memory["nnlib"], None, name, memory[name]))
    return lines, crowded


def other_recipes(threads: int, rounds: int) -> list[dict]:
    """The two other recipes, and what the second thread brings or costs where there is one."""
    lines = []
    for recipe, what, goal, epochs, names in (
        ("robust", "epoch with distorted images", 0.5, 1, ["robust"]),
        ("softmax", "full-batch epoch of 784-10", None, 20, ["softmax", "softmax, one thread"]),
    ):
        shape = nnlib.RECIPES[recipe]
        workers = [Worker(name, threads) for name in names]
        for worker in workers:
            worker.build(50_000, shape.sizes, shape.batch_size)
        seconds = alternate({worker.name: worker.epoch for worker in workers}, rounds)
        ours, *theirs = ([run / epochs for run in runs] for runs in seconds.values())
        peer = ("one thread", *theirs) if theirs else ()
        lines.append(row(what, "s", ours, goal, *peer))
        for worker in workers:
            worker.stop()
    return lines


def growth(threads: int, rounds: int) -> dict:
    """Seconds of an epoch over batch size, width and data size; see README.md."""
    names = ["nnlib", "PyTorch, fused Adam", "matrix products alone"]
    workers = {
        name: Worker(name, threads) for name in names if there(PEERS.get(name, ("numpy",))[0])
    }
    charts = {}
    for kind, values in GROWTH.items():
        series = {name: [] for name in workers}
        for value in values:
            sizes = (784, value, value // 2, 10) if kind == "width" else SIZES
            n = value if kind == "data" else FEW
            for worker in workers.values():
                worker.build(n, sizes, value if kind == "batch" else BATCH)
            seconds = alternate({name: w.epoch for name, w in workers.items()}, rounds)
            for name, runs in seconds.items():
                series[name].append(statistics.median(runs) / n)
            print(f"  {kind} {value}: " + report.growth_line(series), flush=True)
        charts[kind] = {"values": values, "seconds_per_image": series}
    for worker in workers.values():
        worker.stop()
    return charts


def accuracies(rounds: int) -> list[dict]:
    """From the start of a process to so many per cent of the test images."""
    lines = []
    for target, goal, runs in (("97", 4.0, rounds), ("98.5", 60.0, 1)):
        results = [in_fresh_process(["fresh.py", target]) for _ in range(runs)]
        reached = json.loads(results[0][1])
        what = f"fresh process to {target} % test (reached {reached['test']:.2%})"
        lines.append(row(what, "s", [seconds for seconds, _ in results], goal, **reached))
        if reached["test"] < float(target) / 100:
            lines[-1]["met"] = False
    return lines


def first_moments(rounds: int) -> list[dict]:
    """Importing the library and loading the data, each in a fresh process."""
    clock = "import time; s = time.perf_counter(); {}; print(time.perf_counter() - s)"
    lines = []
    for what, goal, before in (
        ("import nnlib", 0.12, ""),
        ("nnlib.load_mnist()", 0.5, "import nnlib; "),
    ):
        code = before + clock.format(what)
        runs = [float(in_fresh_process(["-c", code])[1]) for _ in range(rounds)]
        lines.append(row(what, "s", runs, goal))
    return lines


def predictions(threads: int, rounds: int) -> list[dict]:
    """One digit and 10,000 of them, in this process."""
    data = nnlib.load_mnist()
    network = nnlib.load_network(ROOT / "weights" / "mlp.npz")
    image = nnlib.strokes_to_image(STROKES)
    x, images = network.normalise(image), data.test.x
    tasks = {
        "strokes": repeated(lambda: network.read(nnlib.strokes_to_image(STROKES)), 200),
        "forward": repeated(lambda: network.forward(x), 500),
        "many": lambda: network.predict(images),
    }
    if there("torch"):
        import torch

        torch.set_num_threads(threads)
        dense = [layer for layer in network.layers if hasattr(layer, "W")]
        parts = []
        for layer in dense:
            linear = torch.nn.Linear(*layer.W.shape)
            linear.weight.data = torch.from_numpy(layer.W.T.copy())
            linear.bias.data = torch.from_numpy(layer.b.copy())
            parts += [linear, torch.nn.ReLU()]
        model = torch.nn.Sequential(*parts[:-1])
        one, all_images = torch.from_numpy(x), torch.from_numpy(images)
        mean, factor = torch.from_numpy(network.mean), 1 / network.scale

        def torch_many():
            torch.softmax(model((all_images - mean) * factor), dim=1).numpy()

        tasks["PyTorch, forward"] = repeated(torch.inference_mode()(lambda: model(one)), 500)
        tasks["PyTorch, many"] = torch.inference_mode()(torch_many)
    with threadpool_limits(threads, user_api="blas"):
        alternate(tasks, 2)  # warm up
        seconds = alternate(tasks, 2 * rounds + 1)
    one, ten_thousand = "forward pass of one digit", "10,000 digits, images to probabilities"
    lines = [
        row("one digit, strokes to probabilities", "ms", seconds["strokes"], 0.2),
        row(one, "µs", seconds["forward"], 40.0),
    ]
    if there("torch"):
        for what, unit, key in ((one, "µs", "forward"), (ten_thousand, "ms", "many")):
            theirs = seconds[f"PyTorch, {key}"]
            lines.append(row(what, unit, seconds[key], 1.0, "PyTorch", theirs))
    return lines


def distortion(rounds: int) -> list[dict]:
    """50,000 images, as the robust recipe distorts them."""
    images, rng = nnlib.load_mnist().train.images, np.random.default_rng(0)
    seconds = alternate({"distort": lambda: nnlib.distort(images, rng)}, rounds)
    return [row("distorting 50,000 images", "s", seconds["distort"], 3.0)]


def main() -> None:
    """Measure everything, in some minutes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="for everyone")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median is taken")
    options = parser.parse_args()
    threads, rounds = options.threads, options.rounds
    results = {"machine": facts(threads), "rows": [], "growth": {}}
    print(report.describe(results["machine"]))
    alarm = warning(results["machine"]["overrides"])
    print(f"{alarm}\n" * 3, end="", flush=True)
    for package in ("torch", "sklearn", "jax"):
        if not there(package):
            print(f"{package} is not installed and is left out")
    before = os.getloadavg()[0] if hasattr(os, "getloadavg") else None

    rows = results["rows"]
    quiet, results["busy"] = epochs(threads, rounds)
    rows += quiet
    rows += other_recipes(threads, rounds)
    rows += accuracies(rounds)
    rows += first_moments(rounds)
    limit_cores(threads)
    rows += predictions(threads, rounds)
    rows += distortion(rounds)
    results["growth"] = growth(threads, 3)
    if before is not None:
        results["machine"]["load"] = [round(before, 1), round(os.getloadavg()[0], 1)]

    results["table"] = report.markdown(results)
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    report.RESULTS.write_text(text, encoding="utf-8", newline="\n")
    report.draw(results)
    print("\n" + results["table"])
    if alarm:
        print("\n" + alarm)


if __name__ == "__main__":
    main()
