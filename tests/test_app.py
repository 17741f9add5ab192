"""The pad as an app: what axe looks for, in the light and on a phone in the dark."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe

import browser
from browser import THREE

pytestmark = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))


def test_everybody_can_use_it(chromium):
    with browser.serve("app", "app-test.jsonl") as (address, _):
        for width, scheme in ((1000, "light"), (360, "dark")):
            size = {"width": width, "height": 900}
            page = browser.open_pad(chromium, address, viewport=size, color_scheme=scheme)
            browser.draw(page, THREE)
            browser.wait_for_prediction(page, 3)
            page.get_by_role("button", name="Look inside").click()
            page.locator("img").nth(2).wait_for()
            for words in ("What the network sees", "The unit's weights", "What each pixel says"):
                assert page.get_by_alt_text(words).count() == 1
            found = Axe().run(page)
            assert found.violations_count == 0, f"{width}, {scheme}: {found.generate_report()}"


@pytest.fixture(scope="module")
def page(chromium):
    """One visit for all that can be tried in it."""
    with browser.serve() as (address, _):
        yield browser.open_pad(chromium, address, **browser.WIDE)


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
