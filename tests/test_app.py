"""The pad as an app: who can use it, what one may ask of it; and the latter in notebooks too."""

import re
import time

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import browser
from browser import THREE
from nnlib.app import style
from nnlib.app.corrections import corrections_path
from nnlib.app.questions import taking
from nnlib.app.questions.asking import QUESTIONS
from nnlib.app.questions.inside import LookInside, one_module
from nnlib.app.questions.telling import WORDS

pytestmark = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))


CORRECTIONS = "app-test.jsonl"
APP, *NOTEBOOKS = browser.PLACES
everywhere = pytest.mark.parametrize(
    "address",
    [APP, *(pytest.param(place, marks=pytest.mark.slow) for place in NOTEBOOKS)],
    indirect=True,
    scope="module",
)


@pytest.fixture(scope="module", params=[APP])
def address(request):
    """The pad behind a server of its own."""
    with browser.serve(request.param, CORRECTIONS) as (address, _):
        yield address
    corrections_path(CORRECTIONS).unlink(missing_ok=True)


@pytest.fixture(scope="module")
def page(chromium, address):
    """One visit for all that can be tried in it."""
    return browser.open_pad(chromium, address, **browser.WIDE)


@pytest.fixture
def ask(page):
    """Open a question's panel below a 3, and get the panel; it is closed again at the end."""
    page.set_viewport_size(browser.WIDE["viewport"])
    browser.clear(page)
    browser.draw(page, THREE)
    browser.wait_for_prediction(page, 3)
    panel = page.locator(".nnlib-panel")
    asked = []

    def ask(question):
        asked.append(question)
        page.get_by_role("button", name=question, exact=True).first.click()
        panel.locator("> *").wait_for()
        return panel

    yield ask
    for question in asked:
        page.get_by_role("button", name=question, exact=True).first.click()
    panel.locator("> *").wait_for(state="detached")


def says(panel, *words):
    """Wait until the panel says all of these."""
    for said in words:
        panel.get_by_text(said).first.wait_for()


def test_everybody_can_use_it(chromium, address):
    for width, scheme in ((1000, "light"), (360, "dark")):
        size = {"width": width, "height": 900}
        page = browser.open_pad(chromium, address, viewport=size, color_scheme=scheme)
        browser.draw(page, THREE)
        browser.wait_for_prediction(page, 3)
        assert page.get_by_alt_text("What the network sees").count() == 1
        for question in QUESTIONS:
            page.get_by_role("button", name=question, exact=True).first.click()
            page.locator(".nnlib-panel > *").wait_for()
            if question == "Who taught you that?":
                says(page.locator(".nnlib-panel"), "The nearest eight")
            found = Axe().run(page)
            trouble = f"{question}, {width}, {scheme}: {found.generate_report()}"
            assert found.violations_count == 0, trouble
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.context.close()


@everywhere
def test_nothing_is_asked_of_who_only_draws(page):
    browser.clear(page)
    assert page.locator(".nnlib-ask button").all_text_contents() == list(QUESTIONS)
    assert page.locator(".nnlib-panel > *").count() == 0


@everywhere
def test_side_by_side(page, ask):
    panel = ask("Side by side")
    frame = panel.locator("td.here")
    frame.wait_for()
    assert panel.locator("td:has(b)").count() == 12
    assert frame.text_content().startswith("3 ")
    browser.clear(page)
    says(panel, "Draw a digit: three networks")
    browser.draw(page, np.array(THREE) * 0.3 + (180, 180))
    browser.wait_for_prediction(page, 3)
    # chapter 4, without a click: what naive misreads is read behind the last pipeline
    naive, last = (
        panel.locator("tr", has_text=name).locator("td b") for name in ("naive", "+ thickness")
    )
    for network in (1, 2):
        expect(last.nth(network)).to_have_text("3", timeout=browser.TIMEOUT)
    expect(naive.filter(has_not_text="3")).not_to_have_count(0, timeout=browser.TIMEOUT)


FOR, AGAINST, INK, PAPER = (
    f"rgb({int(colour[1:3], 16)}, {int(colour[3:5], 16)}, {int(colour[5:], 16)})"
    for colour in (style.BLUE, style.VERMILION, style.INK, style.PAPER)
)
KEYS = {  # 16 units stand in a row; there is nothing beyond the first one, nor before layer 1
    "ArrowRight": "Unit 21 of layer 1",
    "ArrowDown": "Unit 37 of layer 1",
    "ArrowLeft": "Unit 36 of layer 1",
    "PageDown": "Unit 36 of layer 2",
    "PageUp PageUp ArrowUp": "Unit 20 of layer 1",
    "ArrowUp ArrowUp": "Unit 1 of layer 1",
    "ArrowLeft ArrowRight": "Unit 2 of layer 1",
}


@everywhere
def test_look_inside(page, ask):
    panel = ask("Look inside")
    says(panel, "Point at a unit")
    picture = panel.get_by_role("img", name="The pixels, the hidden units")
    picture.locator("i").nth(784 + 19).hover()
    says(panel, "Unit 20 of layer 1", "to the score of 3")
    assert backgrounds(panel.locator(".swatch")) == [FOR, AGAINST]
    page.evaluate("addEventListener('keydown', (key) => { window.taken = key.defaultPrevented; })")
    picture.focus()
    for keys, said in KEYS.items():
        for key in keys.split():
            page.keyboard.press(key)
        says(panel, said)
        assert page.evaluate("window.taken")  # or the page would scroll
    for _ in range(2):
        page.keyboard.press("PageDown")
    says(panel, "Why 3 and not")
    assert 1 <= picture.locator("path").count() <= 8  # from the second layer
    page.get_by_role("button", name="softmax", exact=True).click()
    says(panel, "Point at a unit")
    picture.focus()
    page.keyboard.press("ArrowRight")
    says(panel, "Why 3 and not 0?")
    page.get_by_role("button", name="robust", exact=True).click()


def test_the_look_inside_has_its_colours_and_its_runner_up(page):
    module = one_module("ways", "why", "inside") + "export { Inside };"
    lit, map_, drawn, words = page.evaluate(
        """async ([source, sentences, sheet]) => {
          const { Inside } = await import('data:text/javascript,' + encodeURIComponent(source));
          const root = document.querySelector('.nnlib-app').appendChild(
            document.createElement('div'));
          root.className = 'nnlib-inside';
          root.appendChild(document.createElement('style')).textContent = sheet;
          const [picture, words] = [0, 1].map(() =>
            root.appendChild(document.createElement('div')));
          const inside = new Inside(picture, words, sentences);
          const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
          const rgb = (css) => {
            pixel.fillStyle = css;
            pixel.fillRect(0, 0, 1, 1);
            return `rgb(${[...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3).join(', ')})`;
          };
          const look = (square) => rgb(getComputedStyle(square).backgroundColor);
          const network = { sizes: [2, 2, 3], weights: [[2, -2, -2, 2], [2, 1, -1, 1, 2, 3]],
            biases: [[0, 0], [0, 0, 0]] };
          inside.show(network, [[1, 0], [1, 0], [4, 1, 3]]);
          const lit = [0, 1].flatMap((layer) => inside.squares[layer].map(look));
          inside.choose(inside.squares[1][0]);
          const map = inside.squares[0].map(look);
          const drawn = [...picture.querySelectorAll('path')].map((path) => {
            const { stroke, strokeDasharray } = getComputedStyle(path);
            return [rgb(stroke), strokeDasharray];
          });
          const said = [0, 1].map((digit) => {
            inside.choose(inside.squares[2][digit]);
            return words.innerHTML;
          });
          root.remove();
          return [lit, map, drawn, said];
        }""",
        [module, WORDS, LookInside._css],
    )
    assert lit == [PAPER, INK, PAPER, INK]
    assert map_ == [FOR, AGAINST]
    assert [stroke for stroke, _ in drawn] == [FOR, FOR, AGAINST]  # strongest first
    assert [dashes != "none" for _, dashes in drawn] == [False, False, True]
    assert "Why 0 and not 2?" in words[0]  # of the winner itself: before the runner-up
    assert "Why 0 and not 1?" in words[1]
    for said in words:
        assert re.search(r"--for\)\"></i> blue pixels speak for 0 .* orange ones for [12] ", said)


@everywhere
def test_who_taught_you_that(ask):
    panel = ask("Who taught you that?")
    says(panel, "The nearest eight of MNIST’s 50,000")
    assert panel.get_by_alt_text("A training image of a 3").count() >= 6


@everywhere
def test_nudge_my_pen(page, ask):
    panel = ask("Nudge my pen")
    panel.get_by_role("button", name="Nudge", exact=True).click()
    says(panel, "yours: 3", "Your points moved by")
    moved = panel.locator("figcaption").last.text_content()
    assert moved.startswith("moved: ")
    assert not moved.startswith("moved: 3")
    played = panel.locator(".nnlib-played")
    assert played.is_visible()
    assert played.locator("animate").count() == 1
    page.emulate_media(reduced_motion="reduce")
    assert not played.is_visible()
    assert panel.locator("figure").last.is_visible()
    page.emulate_media(reduced_motion="no-preference")
    browser.draw(page, [(20, 20)])
    panel.locator("figure").first.wait_for(state="detached")


@everywhere
def test_time_travel(page, ask):
    panel = ask("Time travel")
    rows = panel.locator(".nnlib-moments tr")
    rows.last.wait_for()
    assert rows.last.text_content().startswith("15 epochs3 ")
    handle = panel.get_by_role("slider")
    handle.focus()
    page.keyboard.press("Home")
    panel.locator(".nnlib-moments tr.here", has_text="before any training").wait_for()
    share = panel.locator(".nnlib-bars .best td").last.text_content()
    assert rows.first.text_content().endswith(share)


@everywhere
def test_teach_it(page, ask):
    panel = ask("Teach it")
    teach = panel.get_by_role("button", name="Teach", exact=True)
    says(panel, "Draw a digit and say what it was")
    assert teach.is_disabled()
    page.get_by_role("button", name="8", exact=True).click()
    says(panel, "Teach it that this is a 8.")
    teach.click()
    says(panel, "You meant a 8. Before: 3", "letters refused", "The gate opens")
    panel.get_by_role("button", name="Forget it", exact=True).click()
    says(panel, "Teach it that this is a 8.")


@everywhere
def test_challenges(page, ask):
    panel = ask("Challenges")
    says(panel, "0 of 3 done.")
    browser.clear(page)
    four = [[(60, 40), (55, 140), (200, 140)], [(150, 40), (150, 250)]]
    browser.draw(page, *(np.array(stroke) / 4 + (195, 200) for stroke in four))
    says(panel, "1 of 3 done.")
    browser.clear(page)
    page.get_by_role("button", name="Example", exact=True).click()
    page.wait_for_function(f"{browser.SHOWN} !== '–'")
    assert page.get_by_role("button", name="Example", exact=True).is_disabled()


@everywhere
def test_take_it_along(ask):
    path = taking.DATA_FOLDER / taking.NAME
    before = path.read_bytes() if path.exists() else None
    panel = ask("Take it along")
    try:
        panel.get_by_role("button", name="Take it along", exact=True).click()
        says(panel, "It is there")
        np.testing.assert_allclose(taking.last_drawing()[0], THREE, atol=0.1)
        panel.get_by_role("button", name="Forget it", exact=True).click()
        says(panel, "nothing is kept unless you ask")
        assert not path.exists()
    finally:
        if before is not None:
            path.write_bytes(before)


def backgrounds(parts):
    """The colours of these parts of the page."""
    return parts.evaluate_all("parts => parts.map((p) => getComputedStyle(p).backgroundColor)")


def places(page, *selectors):
    """Left, top, width and height of the first of each, from the pad's upper left corner."""
    return page.evaluate(
        """selectors => {
             const of = (selector) => document.querySelector(selector).getBoundingClientRect();
             const app = of('.nnlib-app');
             return selectors.map(of).map((box) =>
               [box.x - app.x, box.y - app.y, box.width, box.height].map(Math.round));
           }""",
        selectors,
    )


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_the_layout_fits_the_page(page, width):
    page.set_viewport_size({"width": width, "height": 1000})
    browser.clear(page)
    parts = (".nnlib-pad canvas", ".nnlib-answer", ".nnlib-picture", ".nnlib-choices")
    sheet, answer, seen, choices = places(page, *parts)
    assert sheet[2:] == [min(width - 32, 420)] * 2
    beside = [part[0] > sheet[0] + sheet[2] for part in (answer, seen)]
    assert beside == [width >= 768, width >= 1440]
    assert choices[1] > sheet[1] + sheet[3]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_longest_bar_is_marked(page):
    browser.clear(page)
    browser.draw(page, THREE)
    browser.wait_for_prediction(page, 3)
    bars = backgrounds(page.locator(".nnlib-bars .bar"))
    assert bars.pop(3) == FOR
    assert FOR not in bars


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_no_remark_moves_what_stands_below_it(page, width):
    page.set_viewport_size({"width": width, "height": 1000})
    browser.clear(page)
    before = places(page, ".nnlib-bars", ".nnlib-correcting", ".nnlib-choices")
    pair = [THREE, [(x + 150, y) for x, y in THREE]]
    browser.draw(page, *([(0.5 * x, 0.5 * y) for x, y in stroke] for stroke in pair))
    for button in ("naive", "mlp", "softmax", "+ box", "robust", "+ thickness"):
        page.get_by_role("button", name=button, exact=True).click()
        browser.settle(page, 200)
        after = places(page, ".nnlib-bars", ".nnlib-correcting", ".nnlib-choices")
        assert [place[1] for place in after] == [place[1] for place in before], button


def test_all_can_be_seen_in_forced_colours(page):
    page.set_viewport_size({"width": 1440, "height": 1000})
    browser.clear(page)
    browser.draw(page, THREE)
    browser.wait_for_prediction(page, 3)
    for scheme in ("light", "dark"):
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        paper, behind = (
            page.evaluate(f"getComputedStyle(document.querySelector('{part}')).backgroundColor")
            for part in (".nnlib-pad canvas", "body")
        )
        assert paper == "rgb(255, 255, 255)"  # as the ink on it is dark
        for part in (".best .bar", ".usual", ".mark", "button.mod-active"):
            colour = page.locator(f".nnlib-app {part}").first.evaluate(
                "part => getComputedStyle(part).backgroundColor"
            )
            assert colour not in (behind, "rgba(0, 0, 0, 0)"), f"{part}, {scheme}"
        track = page.locator(".nnlib-bars .track").first
        assert track.evaluate("part => getComputedStyle(part).outlineStyle") == "solid"
    page.emulate_media(forced_colors="none", color_scheme="light")


def test_the_page_says_when_nobody_answers_and_when_somebody_does_again(chromium):
    with browser.serve() as (address, server):
        page = browser.open_pad(chromium, address, **browser.WIDE)
        banner = page.get_by_role("alert")
        browser.draw(page, THREE)
        browser.wait_for_prediction(page, 3)
        assert banner.count() == 0
        (kernel,) = browser.kernels(server)
        kernel.suspend()
        page.get_by_role("button", name="Clear", exact=True).click()
        browser.draw(page, THREE)
        browser.draw(page, [(75, 70), (70, 150), (70, 220)])
        banner.wait_for()
        assert "reload this page" in banner.text_content()
        kernel.resume()
        banner.wait_for(state="hidden")
        browser.wait_for_prediction(page, 8)  # what was drawn meanwhile is not lost

        kernel.suspend()
        page.get_by_role("button", name="Clear", exact=True).click()
        first, *others = browser.on_page(page, THREE)
        page.mouse.move(*first)
        page.mouse.down()
        for i, point in enumerate(others):
            page.mouse.move(*point)
            if i == 2:
                kernel.resume()  # only now it clears, and the pen is down already
                browser.settle(page)
        page.mouse.up()
        browser.wait_for_prediction(page, 3)

        server.kill()
        page.get_by_role("button", name="Clear", exact=True).click()
        banner.wait_for()


def until_there_are(wanted, server, seconds=30):
    """Wait for so many kernels; returns how many there are."""
    for _ in range(10 * seconds):
        if len(browser.kernels(server)) <= wanted:
            break
        time.sleep(0.1)
    return len(browser.kernels(server))


@pytest.mark.parametrize("loads", [4, pytest.param(50, marks=pytest.mark.slow)])
def test_a_page_takes_its_kernel_with_it(chromium, loads):
    with browser.serve() as (address, server):
        page = browser.open_pad(chromium, address, **browser.WIDE)
        for i in range(loads - 1):
            if i % 2:
                page.reload()
            else:
                visit = page.context
                page.close(run_before_unload=True)
                page = visit.new_page()
                page.goto(address)
            page.wait_for_selector(".nnlib-prediction")
        assert until_there_are(1, server) == 1
        page.goto("about:blank")
        assert until_there_are(0, server) == 0


def test_a_kernel_that_no_page_is_connected_to_is_shut_down(chromium):
    with browser.serve(forgotten=2) as (address, server):
        page = browser.open_pad(chromium, address, **browser.WIDE)
        other = chromium.new_context(java_script_enabled=False).new_page()
        other.goto(address)  # it never connects, and takes nothing with it
        assert len(browser.kernels(server)) == 2
        assert until_there_are(1, server) == 1
        browser.draw(page, THREE)
        browser.wait_for_prediction(page, 3)
