"""The page in web/, in headless Chromium: it answers as Python does, and everybody can use it."""

import json
import re
from urllib.parse import urlsplit

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

import browser
import web
import web_weights
from browser import THREE
from nnlib import Network, load_checkpoint, load_network, strokes_to_image
from nnlib.app.attribution import Attribution
from nnlib.app.choices import WEIGHTS
from nnlib.app.pipelines import PIPELINES, tensors
from nnlib.files import ROOT
from nnlib.images.advice import diagnose
from nnlib.images.diagnostics import measure
from nnlib.images.hands import load_hands, strangers
from nnlib.images.handwriting import draw_digit, draw_other
from nnlib.images.handwriting import drawings as drawn_digits
from nnlib.layers import Dense

needs_browser = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))
FIXED = list(PIPELINES)[-1]
# Reads drawings in the page: by its packed weights, or by exact ones that the test hands over.
READ = """async (given) => {
  const [drawings, weights, pipeline, exact] = JSON.parse(given);
  const [{ PIPELINES }, { Network }, { load }, { measure, find }] = await Promise.all(
    ["pipelines", "network", "weights", "diagnostics"].map((name) => import(`/${name}.js`)));
  const network = exact ? new Network(exact) : (await load(weights))[0];
  return JSON.stringify(drawings.map((strokes) => {
    const image = PIPELINES[pipeline](strokes), { probabilities, known } = network.read(image);
    const measured = measure(image), findings = find(image, measured);
    return { image: [...image], probabilities: [...probabilities], known, measured,
      findings: findings.map(({ name, advice }) => [name, advice]) };
  }));
}"""


@pytest.fixture(scope="module")
def address():
    """The folder web/ behind a server of its own."""
    with browser.served(web.WEB) as address:
        yield address


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    """The single file, in a folder of its own."""
    path = tmp_path_factory.mktemp("stick") / "pad.html"
    path.write_text(web.single_file(), encoding="utf-8")
    return path


@pytest.fixture
def visit(chromium):
    """Opens the page in a new visit; `asked` collects the addresses of all that it asks for."""
    contexts = []

    def open_page(where, width=1000, **options):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.asked, page.errors = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(where)
        page.wait_for_function("document.querySelector('[data-part=bars] td:last-child')")
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            assert page.errors == []
        context.close()


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
    odd[-1] = [np.array([(100.5, 60.5), (100.5, 160.5)])]  # there are pixels of exactly half ink
    return drawn + odd


def handed_over(network) -> dict:
    """A network's exact numbers, its normalisation moved into the first layer."""
    layers = [layer for layer in network.layers if isinstance(layer, Dense)]
    weights, biases = ([getattr(layer, name).astype(float) for layer in layers] for name in "Wb")
    weights[0] = weights[0] / network.scale
    biases[0] = biases[0] - network.mean @ weights[0]
    threshold = network.familiarity_threshold
    return {
        "sizes": network.sizes,
        "weights": [values.ravel().tolist() for values in weights],
        "biases": [values.tolist() for values in biases],
        "temperature": network.temperature,
        "threshold": threshold if np.isfinite(threshold) else None,
    }


def as_lists(strokes) -> list:
    return [np.asarray(stroke).tolist() for stroke in strokes]


def held_to_python(page, drawn, weights, pipeline, allowed, same=0.999, exact=False) -> None:
    """Let the page read drawings, and hold what it makes of them to what Python makes of them."""
    network, expected = load_network(f"weights/{weights}.npz"), tensors(drawn, pipeline)
    probabilities, known = network.read(expected, views=True)
    handed = handed_over(network) if exact else None
    given = json.dumps([list(map(as_lists, drawn)), weights, pipeline, handed])
    rows = json.loads(page.evaluate(READ, given))
    images, answers, knows = (
        np.array([row[name] for row in rows]) for name in ("image", "probabilities", "known")
    )
    assert np.abs(images.reshape(expected.shape) - expected).max() <= 1e-4
    assert np.abs(answers - probabilities).max() <= allowed
    # the answer is "?" or the digit; of something unknown no digit is much nearer than another
    alike = (knows == known) & ((answers.argmax(1) == probabilities.argmax(1)) | ~known)
    assert alike.mean() >= same, np.flatnonzero(~alike)
    for row, image in zip(rows, expected, strict=True):
        measured = measure(image)
        for name, (value,) in measured.items():
            got = row["measured"][name]
            assert (got is None and np.isnan(value)) or got == pytest.approx(value, abs=1e-3)
        assert row["findings"] == [[finding.name, finding.advice] for finding in diagnose(image)]


@needs_browser
def test_the_page_reads_as_the_pad_does(visit, address):
    held_to_python(visit(address), drawings(150), "robust", FIXED, 0.01)


@needs_browser
@pytest.mark.parametrize("pipeline", PIPELINES)
def test_every_pipeline_and_every_network_reads_as_pythons(visit, address, pipeline):
    page = visit(address)
    for weights in WEIGHTS:
        drawn = drawings(40)
        held_to_python(page, drawn, weights, pipeline, 0.03, same=0.95)
        held_to_python(page, drawn[::4], weights, pipeline, 1e-5, exact=True)


@pytest.mark.slow
@needs_browser
def test_a_thousand_drawings_are_read_as_the_pad_does(visit, address):
    page, drawn = visit(address), drawings(1000)
    for first in range(0, 1000, 250):
        held_to_python(page, drawn[first : first + 250], "robust", FIXED, 0.01)
        held_to_python(page, drawn[first : first + 250 : 5], "robust", FIXED, 1e-5, exact=True)


def test_what_is_made_of_the_library_is_up_to_date():
    assert (web.WEB / "constants.js").read_text(encoding="utf-8") == web.constants()
    assert (web.WEB / "colours.css").read_text(encoding="utf-8") == web.colours()


@pytest.mark.parametrize("name", WEIGHTS)
def test_the_packed_weights_answer_as_those_that_they_were_made_of(name):
    network = load_network(f"weights/{name}.npz")
    (kept,) = web_weights.unpacked((web_weights.STORE / f"{name}.bin").read_bytes()).values()
    images = tensors(drawings(200), FIXED)
    exact, packed = network.predict(images), kept.predict(images)
    assert np.abs(exact - packed).max() < 0.05
    assert np.mean(exact.argmax(1) == packed.argmax(1)) > 0.98
    assert kept.temperature == network.temperature
    assert kept.familiarity_threshold == network.familiarity_threshold


def test_rounding_makes_good_what_it_loses(rng):
    mixing = rng.normal(size=(6, 30))
    inputs = (rng.normal(size=(500, 6)) @ mixing).astype(np.float32)  # they go together
    W, step = rng.normal(size=(30, 4)), 0.3
    whole, steps = web_weights.on_a_grid(W, inputs, step)
    lost = inputs @ (whole * steps - W)
    plainly = inputs @ (np.rint(W / step) * step - W)
    assert np.square(lost).mean() < 0.3 * np.square(plainly).mean()


def test_networks_come_out_as_they_went_in(mnist):
    images = mnist.train.images[:500].reshape(-1, 784) / np.float32(255)
    first = load_network("weights/mlp.npz")
    second = first.copy()
    second.parameters *= 1.1
    second.temperature = 0.5
    content = web_weights.packed({"a": first, "b": second}, (0.001, 0.001, 0.001), images)
    out = web_weights.unpacked(content)
    assert list(out) == ["a", "b"]
    assert (out["a"].temperature, out["b"].temperature) == (1, 0.5)
    for network, kept in zip((first, second), out.values(), strict=True):
        np.testing.assert_allclose(kept.predict(images), network.predict(images), atol=0.01)


def test_the_stored_moments_are_those_of_a_training(mnist):
    moments = web_weights.unpacked((web_weights.STORE / "mlp-moments.bin").read_bytes())
    assert 10 <= len(moments) <= 16
    images, labels = mnist.dev.images[:1000], mnist.dev.labels[:1000]
    right = [np.mean(n.predict(images).argmax(1) == labels) for n in moments.values()]
    assert right[0] < 0.3
    assert right[-1] > 0.96
    assert np.diff(right).min() > -0.02


def test_the_packed_files_are_small():
    sizes = [path.stat().st_size for path in web_weights.STORE.glob("*.bin")]
    assert sum(sizes) < 1_500_000  # of it robust's moments 0.8 MB, which only the app asks for


@needs_browser
@pytest.mark.parametrize("activation", ["relu", "leaky relu"])
def test_the_look_inside_says_what_attribution_says(visit, address, activation):
    """Twin of nnlib/app/attribution.py; a unit has its weights, and what it adds, beside it."""
    rng = np.random.default_rng(0)
    network = Network((784, 20, 12, 10), rng, activation=activation)
    network.parameters[network.weights.size :] = rng.normal(size=42)
    network.mean[:] = rng.random(784)
    network.scale = 0.3
    image = strokes_to_image([np.array(THREE)])
    held = Attribution(network, image)
    layers = [layer for layer in network.layers if isinstance(layer, Dense)]
    weights = [layer.W.ravel().tolist() for layer in layers]
    weights[0] = (layers[0].W / network.scale).ravel().tolist()
    given = {
        "sizes": network.sizes,
        "weights": weights,
        "biases": [layer.b.tolist() for layer in layers],
        "mean": network.mean.tolist(),
        "leak": 0.1 if activation == "leaky relu" else 0,
    }
    values = [image, *held.activations, held.logits]
    winner = int(held.logits.argmax())
    added = held.activations[1] * layers[2].W[:, winner]
    n = int(np.abs(added).argmax())
    page = visit(address)
    unit, score = page.evaluate(
        """async ([network, values, n]) => {
          const { aboutUnit, aboutScore, teller } = await import('/why.js');
          const say = teller((await import('/constants.js')).INSIDE);
          return [aboutUnit(network, values, { layer: 2, n }, say),
                  aboutScore(network, values, 7, say)];
        }""",
        [given, [layer.ravel().tolist() for layer in values], n],
    )
    other = 7 if winner != 7 else int(np.argsort(held.logits)[-2])
    on = np.where(held.activations[0] > 0, 1, given["leak"])
    seen = layers[0].W @ (on * layers[1].W[:, n])
    np.testing.assert_allclose(np.array(unit["map"]) * network.scale, seen, atol=1e-4)
    margin = held.margin(winner, other)
    np.testing.assert_allclose(score["map"], margin.pixels, atol=1e-3)
    assert f"adds {added[n]:+.1f} to the score of {winner}".replace("-", "−") in unit["words"]
    assert f"Why {winner} and not {other}?" in score["words"]
    assert f"leads by {margin.total:.1f}" in score["words"]
    assert f"the biases add {margin.constant:+.1f}".replace("-", "−") in score["words"]


def test_the_look_inside_is_the_pads():
    for name in web.SHARED:
        assert (web.WEB / name).read_text() == (web.PAD / name).read_text()


def test_the_modules_can_be_read_in_one_go_and_name_their_twins():
    """Written by hand: all of them but the constants, those too that the pad shares."""
    written = {path.stem: path.read_text() for path in web.WEB.glob("*.js")}
    assert set(written) == set(web.MODULES)
    del written["constants"]  # made, not written
    lines = [line.strip() for text in written.values() for line in text.splitlines()]
    code = [line for line in lines if line and not line.startswith("//")]
    assert len(code) <= 570  # what is neither blank nor only a comment
    assert len(lines) <= 695
    for name, text in written.items():
        assert max(map(len, text.splitlines())) <= 100, name
        head = text.split("\n\n")[0].replace("\n//", "")
        twins = re.findall(r"(?:nnlib|images|app|tools)/[\w/]+\.py|\b[a-z]+\.py", head)
        assert twins, name
        app = ROOT / "nnlib" / "app"
        folders = [ROOT, ROOT / "nnlib", app, app / "questions", ROOT / "nnlib" / "images"]
        for twin in twins:
            assert any((folder / twin).exists() for folder in folders), f"{name}: {twin}"


def test_the_question_at_the_top_has_true_numbers():
    page = (web.WEB / "index.html").read_text(encoding="utf-8")
    record = load_checkpoint("weights/mlp.npz").record
    on_test, drawn = record["test_accuracy"], web.production("mlp")["naive"]
    assert f"<h1>{on_test:.0%} on the test set, {drawn:.0%} on what".replace("%", " %") in page
    for name in WEIGHTS:
        record = load_checkpoint(f"weights/{name}.npz").record
        assert f"{record['test_accuracy']:.0%} ({name})".replace("%", " %") in page


def draw(page, *strokes, touch=False) -> None:
    """Draw on the sheet, whose side is 280 whatever its size on the page."""
    box = page.locator(".nnlib-pad canvas").bounding_box()
    scale = box["width"] / 280
    for stroke in strokes:
        points = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in stroke]
        if touch:
            finger = page.context.new_cdp_session(page)
            for kind, at in zip(
                ["touchStart", *["touchMove"] * (len(points) - 1)], points, strict=True
            ):
                place = [{"x": at[0], "y": at[1]}]
                finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": place})
            finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        else:
            page.mouse.move(*points[0])
            page.mouse.down()
            for point in points[1:]:
                page.mouse.move(*point)
            page.mouse.up()


def shown(page) -> str:
    return page.locator(".nnlib-prediction").text_content()


def choose(page, *names) -> None:
    for name in names:
        page.get_by_role("radio", name=name, exact=True).check()


def unfold(page, *names) -> None:
    for name in names:
        page.get_by_text(name, exact=True).click()


@needs_browser
def test_what_is_drawn_is_read_and_can_be_taken_back(visit, address):
    page = visit(address)
    assert shown(page) == "–"
    draw(page, THREE, [(200, 20), (220, 40)])
    page.get_by_role("button", name="Undo").click()
    browser.wait_for_prediction(page, 3)
    assert page.locator("[data-part=status]").text_content() == "3, > 99.9 %"
    assert page.locator("[data-part=doubt]").text_content() == ""
    page.keyboard.press("Control+z")
    browser.wait_for_prediction(page, "–")
    for key in ("Escape", "Delete"):
        page.get_by_role("button", name="Example").click()
        page.wait_for_function(f"{browser.SHOWN} !== '–'")
        page.keyboard.press(key)
        browser.wait_for_prediction(page, "–")
    # hovering leaves no trace, nor does another button of the mouse
    sheet = page.locator(".nnlib-pad canvas")
    sheet.hover(position={"x": 20, "y": 20})
    sheet.hover(position={"x": 80, "y": 80})
    sheet.click(position={"x": 60, "y": 60}, button="right")
    draw(page, THREE)
    browser.wait_for_prediction(page, 3)
    page.keyboard.press("Control+z")
    browser.wait_for_prediction(page, "–")


@needs_browser
def test_a_tap_leaves_a_dot_and_a_finger_draws_also_off_the_edge(visit, address):
    page = visit(address, width=360, has_touch=True)
    place = page.evaluate("scrollY")
    draw(page, THREE, touch=True)
    browser.wait_for_prediction(page, 3)
    assert page.evaluate("scrollY") == place  # the page stayed where it was
    page.get_by_role("button", name="Clear").click()
    draw(page, [(140, 140)], touch=True)
    page.wait_for_function(f"{browser.SHOWN} !== '–'")
    page.get_by_role("button", name="Clear").click()
    draw(page, [(140, 250), (140, 330), (150, 330), (150, 250)], touch=True)
    page.wait_for_function(f"{browser.SHOWN} !== '–'")


@needs_browser
def test_a_stranger_gets_a_question_mark_and_its_nearest_digit(visit, address):
    page = visit(address)
    network, rng = load_network("weights/robust.npz"), np.random.default_rng(0)
    stranger = draw_other(rng, "grid")
    assert not network.knows(tensors([stranger], FIXED), views=True)[0]
    draw(page, *stranger)
    page.get_by_text("?", exact=True).wait_for()
    assert "This is not a digit I know" in page.locator(".answer").text_content()
    assert page.locator("[data-part=status]").text_content().endswith("is the nearest.")
    assert shown(page).isdigit()
    choose(page, "mlp")
    page.get_by_text("takes anything for a digit").wait_for()
    assert page.get_by_text("?", exact=True).is_hidden()


@needs_browser
def test_the_story_can_be_felt_on_one_drawing(visit, address):
    page = visit(address)
    small = draw_digit(4, np.random.default_rng(2))
    draw(page, *((stroke - np.min(np.concatenate(small), 0)) * 0.5 + 20 for stroke in small))
    browser.wait_for_prediction(page, 4)
    page.get_by_role("button", name="mlp read it the naive way").click()
    page.get_by_text("Of 7,494 real drawings it reads 30.2 %.").wait_for()
    assert page.locator("[data-part=advice]").text_content()
    assert page.locator(".measures .outside").count() >= 2
    choose(page, "+ thickness")
    page.get_by_text("it reads 92.3 %").wait_for()
    browser.wait_for_prediction(page, 4)
    assert page.locator(".measures .outside").count() == 0
    assert page.locator("[data-part=advice]").text_content() == ""


@needs_browser
def test_look_inside_and_travel_in_time(visit, address):
    page = visit(address)
    draw(page, THREE)
    page.get_by_text("Look inside").click()
    page.get_by_text("Point at a unit to see what it looks for").wait_for()
    page.locator("[data-part=units]").focus()
    for key, unit in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowDown", 18)):
        page.keyboard.press(key)
        page.get_by_text(f"Unit {unit} of layer 1").wait_for()
    page.get_by_text("Time travel").click()
    assert not any("moments" in asked for asked in page.asked)  # loaded when asked for
    page.get_by_role("button", name="Load").click()
    page.get_by_text("15 epochs").wait_for()
    browser.wait_for_prediction(page, 3)
    sure = page.locator(".bars .best td").last
    assert float(sure.text_content().strip("> %")) > 50
    page.get_by_label("Training").fill("0")
    page.get_by_text("before any training").wait_for()
    assert float(sure.text_content().strip("> %")) < 50


@needs_browser
def test_a_drawing_can_be_shared_as_a_link(visit, address):
    page = visit(address)
    draw(page, THREE, [(140, 140)])
    choose(page, "mlp", "+ box")
    page.get_by_text("it reads 78").wait_for()
    page.get_by_role("button", name="Link").click()
    page.wait_for_function("location.hash.includes('drawing=')")
    other = visit(page.url)
    other.get_by_text("it reads 78").wait_for()
    for name in (".bars", ".measures", ".answer"):
        assert other.locator(name).inner_text() == page.locator(name).inner_text()
    page.goto(f"{address}#weights=softmax&drawing=nonsense.7")  # damaged: an empty sheet
    browser.wait_for_prediction(page, "–")
    assert page.get_by_label("softmax").is_checked()


@needs_browser
def test_a_link_holds_a_drawing_as_python_writes_it(visit, address, rng):
    page = visit(address)
    drawn = [np.rint(stroke * web.QUARTER) / web.QUARTER for stroke in draw_digit(8, rng)]
    drawn.append(np.array([[-3.25, 300.5]]))
    code = "async (given) => { const m = await import('/link.js'); return m.%s(given); }"
    assert page.evaluate(code % "encode", as_lists(drawn)) == web.encoded(drawn)
    assert page.evaluate(code % "decode", web.encoded(drawn)) == as_lists(drawn)
    for damaged in (
        "",
        "1",
        "1.2*",
        "1.2_",
        "1.2.3",
        "x.!",
        "zzzzzzzz.1",
        ".1." * 9,
        "1.1_" * 20_000 + "1.1",
    ):
        assert page.evaluate(code % "decode", damaged) == []


@needs_browser
def test_it_asks_no_other_host_for_anything(visit, address):
    page = visit(address)
    draw(page, THREE)
    choose(page, "softmax", "mlp", "naive")
    unfold(page, "Look inside", "Time travel")
    page.get_by_role("button", name="Load").click()
    page.get_by_text("15 epochs").wait_for()
    page.get_by_role("button", name="Link").click()
    assert {urlsplit(asked).netloc for asked in page.asked} == {urlsplit(address).netloc}


@needs_browser
def test_the_single_file_needs_nothing_beside_it(visit, single):
    assert single.stat().st_size <= 450_000
    page = visit(single.as_uri(), width=390, has_touch=True)
    draw(page, THREE, touch=True)
    browser.wait_for_prediction(page, 3)
    for name in ("softmax", "mlp"):
        choose(page, name)
        page.get_by_text("takes anything for a digit").wait_for()
        browser.wait_for_prediction(page, 3)
    page.get_by_text("Time travel").click()
    assert page.get_by_text("not in this file").is_visible()
    assert page.get_by_role("button", name="Load").is_hidden()
    assert all(asked.startswith(("data:", single.as_uri())) for asked in page.asked)


@needs_browser
def test_another_page_can_hold_it(visit, address):
    fragment = web.fragment("pad/").removeprefix("```{raw} html").removesuffix("```")

    def serve(route):
        head = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Book</title><h1>Book</h1>'
        )
        body = f'<main style="width: 720px">{fragment}</main>'
        route.fulfill(body=head + body, content_type="text/html")

    page = visit(address)
    page.route("**/book/", serve)
    page.route("**/book/pad/**", lambda route: route.fulfill(path=str(beside(route.request.url))))
    page.goto(f"{address}book/")
    draw(page, THREE)
    browser.wait_for_prediction(page, 3)
    assert page.locator("h1").count() == 1
    sheet, answer = (page.locator(name).bounding_box() for name in (".nnlib-pad", ".answer"))
    assert answer["x"] > sheet["x"] + sheet["width"]  # beside it: the place is wide enough for two
    assert answer["x"] < 720


def beside(address: str):
    return web.WEB / urlsplit(address).path.removeprefix("/book/pad/")


@needs_browser
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (768, "dark"), (320, "dark")])
def test_everybody_can_use_it(visit, address, width, scheme):
    page = visit(address, width=width, color_scheme=scheme)
    assert Axe().run(page).violations_count == 0
    draw(page, *draw_other(np.random.default_rng(0), "grid"))
    page.get_by_text("?", exact=True).wait_for()
    choose(page, "naive")
    unfold(page, "Look inside", "Time travel")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width
