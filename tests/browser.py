"""A real browser on a real server: open the pad, draw on it. Used by the tests and for pictures."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

NOTEBOOK = Path(__file__).resolve().parents[1] / "notebooks" / "06_draw_a_digit.ipynb"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
FLAGS = [  # headless in a container, and silent: no look-ups, no updates
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextlib.contextmanager
def voila(notebook: Path = NOTEBOOK):
    """Serve a notebook as an app; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "voila", str(notebook), "--no-browser", f"--port={port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_until_it_listens(port, server)
        yield address
    finally:
        server.terminate()
        server.wait(20)


@contextlib.contextmanager
def page(address: str, **options):
    """Open an address in headless Chromium; yields the page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            page = browser.new_context(**options).new_page()
            page.goto(address, timeout=120_000)
            yield page
        finally:
            browser.close()


def wait_for_pad(page: Page) -> None:
    """Until the pad is there and has said that it is empty."""
    page.wait_for_selector(".nnlib-pad canvas", timeout=120_000)
    page.wait_for_function(
        "document.querySelector('.nnlib-prediction')?.textContent === '–'", timeout=60_000
    )


def draw(page: Page, *strokes) -> None:
    """Draw strokes with the mouse; points are pixels from the sheet's upper left corner."""
    box = page.locator(".nnlib-pad canvas").bounding_box()
    for stroke in strokes:
        points = [(box["x"] + x, box["y"] + y) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=4)
        page.mouse.up()


def wait_for_prediction(page: Page, digit: int) -> None:
    """Until the page shows this digit; the error says what it showed instead."""
    try:
        page.wait_for_function(
            f"document.querySelector('.nnlib-prediction').textContent === '{digit}'", timeout=20_000
        )
    except Exception:
        shown = page.locator(".nnlib-prediction").text_content()
        raise AssertionError(f"the page shows {shown!r}, want '{digit}'") from None


def missing() -> str | None:
    """Why there can be no browser test here; under CI that is an error, never a reason to skip."""
    if CHROMIUM is None and not os.environ.get("CI"):
        return "no Chromium on this machine"
    return None


def _wait_until_it_listens(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("the server ended before it listened")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/voila/static/", timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not listen within a minute")
