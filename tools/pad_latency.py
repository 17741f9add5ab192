"""How long from a mouse move to its ink, from the last one to the answer, and where the time goes.

    python tools/pad_latency.py [--rounds 100] [--place app]

A round is a burst of moves, 16 ms apart as a browser reports them, then stillness with the pen
down. The page's own clock runs from the last move to the last change of the pad, and from each move
to the end of the frame that shows its ink (that the ink is laid in the event, where the pointer is,
tests/test_browser.py holds). On a busy machine `chrt -r 5` before it leaves the others the rest.
"""

import argparse
import time

import numpy as np

import browser
import nnlib
from nnlib.app.pad import UPDATE_EVERY
from nnlib.app.pictures import png
from nnlib.images.advice import diagnose
from nnlib.images.diagnostics import measure

MOVES = 10  # of a burst
INK = ("waiting for the page", "laying the ink", "the frame's turn", "the frame")
WATCH = """() => {
  window.inked = [];
  let begun = 0;
  addEventListener('pointermove', () => { begun = performance.now(); }, {capture: true});
  // heard after the pad's own listener: the ink is laid
  document.querySelector('.nnlib-pad canvas').addEventListener('pointermove', (event) => {
    const times = [event.timeStamp, begun, performance.now()];
    window.moved = times[2];
    if (event.buttons) requestAnimationFrame(() => {
      times.push(performance.now());
      // the task after the frame's drawing
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.inked.push([...times, performance.now()]);
      port2.postMessage(null);
    });
  });
  new MutationObserver(() => { window.changed = performance.now(); }).observe(
    document.querySelector('.nnlib-app'), {subtree: true, childList: true, characterData: true});
}"""


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--place", choices=browser.PLACES, default="app")
    options = parser.parse_args()

    rng = np.random.default_rng(0)
    latencies = []
    with browser.serve(options.place) as (address, _), browser.chromium() as chromium:
        page = browser.open_pad(chromium, address, **browser.WIDE)
        page.evaluate(WATCH)
        for round_ in range(options.rounds):
            if round_ % 5 == 0:
                browser.clear(page)
            points = np.cumsum(rng.normal(0, 12, (MOVES + 1, 2)), axis=0) + 140
            points = browser.on_page(page, points.clip(10, 270))
            page.mouse.move(*points[0])
            page.mouse.down()
            for point in points[1:]:
                page.mouse.move(*point)
                page.wait_for_timeout(16)
            page.wait_for_timeout(600)
            latencies.append(page.evaluate("window.changed - window.moved"))
            page.mouse.up()
            page.wait_for_timeout(100)
        inked = page.evaluate("window.inked")
    print(f"{options.place}: {options.rounds} rounds")
    say("last move → answer", latencies)
    print(f"of which up to {1000 * UPDATE_EVERY:.0f} ms is waiting for the next update")
    steps = np.diff(np.array(inked)).T
    say("a move → its ink", steps.sum(axis=0))
    for name, step in zip(INK, steps, strict=True):
        say(f"  {name}", step)
    where_the_time_goes()


def say(name: str, milliseconds: np.ndarray) -> None:
    """One line of percentiles."""
    p50, p95, worst = np.percentile(milliseconds, (50, 95, 100))
    print(f"{name:24}p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   longest {worst:6.1f} ms")


def where_the_time_goes() -> None:
    """One update's parts in the kernel, without a browser."""
    pad = nnlib.DigitPad()
    strokes = nnlib.draw_digit(3, np.random.default_rng(1))
    image = nnlib.strokes_to_image(strokes)
    parts = {
        "strokes to 28 × 28": lambda: nnlib.strokes_to_image(strokes),
        "network": lambda: (pad.network.predict(image), pad.network.knows(image)),
        "measures and advice": lambda: (measure(image), diagnose(image)),
        "picture": lambda: png(image),
    }
    pad.pen_down(*strokes[0][0])
    points = iter(np.tile(strokes[0], (20, 1)))
    parts["the whole update"] = lambda: pad.pen_move(*next(points))
    for name, part in parts.items():
        part()
        times = []
        for _ in range(100):
            start = time.perf_counter()
            part()
            times.append(time.perf_counter() - start)
        print(f"{name:22}{1000 * np.median(times):6.2f} ms")


if __name__ == "__main__":
    main()
