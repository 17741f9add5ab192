"""The pad as an app: what axe looks for, in the light and on a phone in the dark."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe

import browser
from browser import THREE

pytestmark = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))


def test_everybody_can_use_it():
    with browser.serve("app", "app-test.jsonl") as (address, _), browser.chromium() as chromium:
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


def until_there_are(wanted, server, seconds=30):
    """Wait for so many kernels; returns how many there are."""
    for _ in range(10 * seconds):
        if len(browser.kernels(server)) <= wanted:
            break
        time.sleep(0.1)
    return len(browser.kernels(server))


@pytest.mark.parametrize("loads", [4, pytest.param(50, marks=pytest.mark.slow)])
def test_a_page_takes_its_kernel_with_it(loads):
    with browser.serve() as (address, server), browser.chromium() as chromium:
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


def test_a_kernel_that_no_page_is_connected_to_is_shut_down():
    with browser.serve(forgotten=2) as (address, server), browser.chromium() as chromium:
        page = browser.open_pad(chromium, address, **browser.WIDE)
        other = chromium.new_context(java_script_enabled=False).new_page()
        other.goto(address)  # it never connects, and takes nothing with it
        assert len(browser.kernels(server)) == 2
        assert until_there_are(1, server) == 1
        browser.draw(page, THREE)
        browser.wait_for_prediction(page, 3)
