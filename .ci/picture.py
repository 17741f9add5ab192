"""Draw a 3 on the pad in a real browser and keep the screenshot: notebooks/images/pad.png."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import browser  # noqa: E402
from test_browser import THREE  # noqa: E402

PICTURE = ROOT / "notebooks" / "images" / "pad.png"

if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    size = {"width": 820, "height": 700}
    with browser.voila() as address, browser.page(address, viewport=size) as page:
        browser.wait_for_pad(page)
        browser.draw(page, THREE)
        browser.wait_for_prediction(page, 3)
        page.wait_for_timeout(500)
        page.locator(".nnlib-app").screenshot(path=PICTURE)
    print(f"wrote {PICTURE}")
