"""Many drawings in one session: is the pad as right as `evaluate`, and does anything grow?

    python tools/pad_stress.py [--count 500] [--drawings FILE] [--place app]

Without a file the drawings are the synthetic pen's. Memory is the kernel's resident set and the
tab's JavaScript heap and DOM nodes after a garbage collection.
"""

import argparse
import time

import numpy as np

import browser
import nnlib
from nnlib.course.ch4.recorded import on_pad
from nnlib.images.drawings import read_drawings
from nnlib.images.handwriting import drawings as written

WARM = 50  # drawings after which nothing may grow any more


def main() -> None:
    """Draw, compare, report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--drawings", help="UNIPEN text or JSON lines")
    parser.add_argument("--place", choices=browser.PLACES, default="app")
    options = parser.parse_args()

    rng = np.random.default_rng(0)
    if options.drawings:
        labels, drawings = on_pad(read_drawings(options.drawings))
        chosen = rng.choice(len(labels), options.count, replace=False)
        labels, drawings = labels[chosen], [drawings[i] for i in chosen]
    else:
        labels, drawings = written(options.count, rng)
    # as few points as a hurried mouse reports; and beside the sheet nothing is heard
    drawings = [
        [np.concatenate([stroke[:-1:3], stroke[-1:]]).clip(2, 278) for stroke in strokes]
        for strokes in drawings
    ]
    network = nnlib.load_network("weights/robust.npz")
    pairs = list(zip(labels, drawings, strict=True))
    wanted = nnlib.evaluate_drawings(network, pairs, views=True)

    with browser.serve(options.place) as (address, server), browser.chromium() as chromium:
        page = browser.open_pad(chromium, address, **browser.WIDE)
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        tab = page.context.new_cdp_session(page)
        read, memory = [], {}
        start = time.perf_counter()
        for i, (_, strokes) in enumerate(pairs, 1):
            browser.clear(page)
            browser.draw(page, *strokes)
            browser.until_dry(page, strokes[-1][-1])
            read.append(int(page.locator(".nnlib-prediction").text_content()))
            if i % WARM == 0:
                memory[i] = measured(server, tab)
                print(f"{i:5} drawings  {memory[i]}", flush=True)
        seconds = time.perf_counter() - start
        message = page.locator(".nnlib-message").first.text_content().strip()

    right = np.mean(np.array(read) == labels)
    print(f"{options.count} drawings in {seconds:.0f} s, page errors {errors}, message {message!r}")
    print(f"read right: {right:.2%} on the pad, {wanted.accuracy:.2%} by evaluate")
    same = np.array(read) == wanted.predictions
    print(f"the same answer: {same.sum()} of {len(same)}; others: {np.flatnonzero(~same).tolist()}")
    last = memory[max(memory)]
    for name, value in memory[WARM].items():
        print(f"{name}: {last[name] / value - 1:+.1%} since drawing {WARM}")


def measured(server, tab) -> dict[str, float]:
    """Megabytes of the kernel and of the tab's heap, and the tab's DOM nodes."""
    tab.send("HeapProfiler.collectGarbage")
    return {
        "kernel MB": round(max(k.memory_info().rss for k in browser.kernels(server)) / 1e6, 1),
        "heap MB": round(tab.send("Runtime.getHeapUsage")["usedSize"] / 1e6, 1),
        "nodes": tab.send("Memory.getDOMCounters")["nodes"],
    }


if __name__ == "__main__":
    main()
