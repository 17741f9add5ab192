"""The pad in a real browser: a stroke with the mouse, a prediction on the page."""

import browser
import pytest

pytestmark = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))

ONE = [(140, 40), (138, 130), (136, 240)]
THREE = [(75, 70), (130, 40), (180, 75), (165, 115), (110, 135), (175, 165), (185, 210), (130, 245)]
THREE.append((70, 220))


@pytest.fixture(scope="module")
def app():
    with browser.voila() as address:
        yield address


def test_the_pad_reads_what_the_mouse_draws(app):
    with browser.page(app, viewport={"width": 1000, "height": 800}) as page:
        browser.wait_for_pad(page)
        browser.draw(page, THREE)
        browser.wait_for_prediction(page, 3)
        page.get_by_role("button", name="Clear").click()
        page.wait_for_function("document.querySelector('.nnlib-prediction').textContent === '–'")
        browser.draw(page, ONE)
        browser.wait_for_prediction(page, 1)
        assert "%" in page.locator(".nnlib-bars .best").text_content()
