"""The pad as an app: what axe looks for, in the light and on a phone in the dark."""

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
