"""The page in web/, in headless Chromium: its answers are Python's, and everybody can use it."""

import functools
import http.server
import threading

import numpy as np
import pytest

import browser
import web
import web_weights
from nnlib import load_network
from nnlib.app.pad import WEIGHTS
from nnlib.app.pipelines import PIPELINES, tensors
from nnlib.files import ROOT
from nnlib.images.diagnostics import measure
from nnlib.images.advice import find
from nnlib.images.hands import load_hands, strangers
from nnlib.images.handwriting import draw_other
from nnlib.images.handwriting import drawings as drawn_digits
from nnlib.layers import Dense

pytestmark = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))
FIXED = list(PIPELINES)[-1]
# Reads drawings in the page: by stored weights, or by exact ones that the test has handed over.
READ = """async ([drawings, weights, pipeline, exact]) => {
  const [{ PIPELINES }, { Network }, { load }, { measure, find }] = await Promise.all(
    ["pipelines", "network", "weights", "diagnostics"].map((name) => import(`/${name}.js`)));
  const network = exact ? new Network(exact) : (await load(weights))[0];
  return drawings.map((strokes) => {
    const image = PIPELINES[pipeline](strokes), { probabilities, known } = network.read(image);
    const measured = measure(image);
    return { image: [...image], probabilities: [...probabilities], known, measured,
      findings: find(measured).map(({ name, advice }) => [name, advice]) };
  });
}"""


@pytest.fixture(scope="module")
def address():
    """The folder web/ behind a server of its own."""

    class Silent(http.server.SimpleHTTPRequestHandler):
        extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

        def log_message(self, *args):
            pass

    handler = functools.partial(Silent, directory=str(ROOT / "web"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def drawings(n: int) -> list[list[np.ndarray]]:
    """Drawings of every kind: digits by the synthetic pen and by hand, strangers, odd ones."""
    rng = np.random.default_rng(1)
    drawn = drawn_digits(2 * n // 5, rng)[1]
    for pool in ([strokes for _, strokes in load_hands("digits-dev")], strangers("dev")):
        drawn += [pool[i] for i in rng.choice(len(pool), n // 5, replace=False)]
    drawn += [draw_other(rng) for _ in range(n // 10)]
    odd = drawn_digits(n - len(drawn), rng)[1]
    for i, strokes in enumerate(odd):
        if i % 4 == 0:  # a dot, or two
            odd[i] = [rng.uniform(0, 280, (1, 2)) for _ in range(1 + i % 3)]
        elif i % 12 == 1:  # 5,000 points
            points = np.concatenate(strokes)
            places = np.linspace(0, len(points) - 1, 5000)
            odd[i] = [np.stack([np.interp(places, np.arange(len(points)), p) for p in points.T], 1)]
        else:  # off the edge
            odd[i] = [stroke + rng.uniform(-200, 200, 2) for stroke in strokes]
    return drawn + odd


def read(page, drawn, weights, pipeline=FIXED, exact=False):
    """What the page makes of drawings, field by field."""
    network = load_network(f"weights/{weights}.npz")
    handed = None
    if exact:
        layers = [layer for layer in network.layers if isinstance(layer, Dense)]
        W, b = [layer.W.astype(float) for layer in layers], [layer.b.astype(float) for layer in layers]
        W[0] /= network.scale
        b[0] -= network.mean @ W[0]
        threshold = network.familiarity_threshold
        handed = {
            "sizes": network.sizes,
            "weights": [w.ravel().tolist() for w in W],
            "biases": [values.tolist() for values in b],
            "temperature": network.temperature,
            "threshold": threshold if np.isfinite(threshold) else None,
        }
    as_lists = [[np.asarray(stroke).tolist() for stroke in strokes] for strokes in drawn]
    rows = page.evaluate(READ, [as_lists, weights, pipeline, handed])
    return {name: [row[name] for row in rows] for name in rows[0]}
