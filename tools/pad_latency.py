"""How long from a mouse move to its ink, from the last one to the answer, and where the time goes.

    python tools/pad_latency.py [--rounds 100] [--place app]

A round is a burst of moves, 16 ms apart as a browser reports them, then stillness with the pen
down. The page's own clock runs from the last move to the last change of the pad, and from each move
to the frame in which its ink is on the screen.
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
WATCH = """() => {
  const wet = document.querySelector('.nnlib-wet canvas');
  window.inked = [];
  document.querySelector('.nnlib-pad canvas').addEventListener('pointermove', (event) => {
    window.moved = performance.now();
    const box = wet.getBoundingClientRect(), k = wet.width / box.width;
    const [x, y] = [(event.clientX - box.x) * k, (event.clientY - box.y) * k];
    const look = () => {
      if (wet.getContext('2d').getImageData(x, y, 1, 1).data[3] < 128)
        return requestAnimationFrame(look);
      // the task after the frame's drawing
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.inked.push(performance.now() - event.timeStamp);
      port2.postMessage(null);
    };
    if (event.buttons) requestAnimationFrame(look);
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
    p50, p95, worst = np.percentile(latencies, (50, 95, 100))
    print(f"{options.place}: {options.rounds} rounds, last move → answer on the page")
    print(f"p50 {p50:.0f} ms   p95 {p95:.0f} ms   longest {worst:.0f} ms")
    print(f"of which up to {1000 * UPDATE_EVERY:.0f} ms is waiting for the next update")
    p50, p95, worst = np.percentile(inked, (50, 95, 100))
    print(f"from a move to its ink: p50 {p50:.0f} ms   p95 {p95:.0f} ms   longest {worst:.0f} ms")
    where_the_time_goes()


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
