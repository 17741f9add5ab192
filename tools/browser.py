"""A real browser on a real server: open the pad, draw on it. For the tests, pictures, timings."""

import contextlib
import functools
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from nnlib.app.serve import DRAW_NOTEBOOK, app_command
from nnlib.images.strokes import CANVAS

PLACES = ("app", "lab", "notebook")  # Voilà as `make draw` starts it, JupyterLab, Notebook 7
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
TOKEN = "known-to-the-tests"
FLAGS = [  # headless in a container, and silent: no look-ups, no updates
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
NAMED = ".jp-Toolbar-kernelName:not(:has-text('No Kernel'))"
SHOWN = "document.querySelector('.nnlib-prediction')?.textContent"
# Milliseconds: how long a busy machine may take for what an idle one does at once.
TIMEOUT = 300_000
WIDE = {"viewport": {"width": 1280, "height": 900}}
# A 3 in one stroke; from the sheet's upper left corner, in its own units.
THREE = [(75, 70), (130, 40), (180, 75), (165, 115), (110, 135), (175, 165), (185, 210), (130, 245)]
THREE.append((70, 220))


def missing() -> str | None:
    """Why there can be no browser test here; under CI that is an error, never a reason to skip."""
    if CHROMIUM is None and not os.environ.get("CI"):
        return "no Chromium on this machine"
    return None


@contextlib.contextmanager
def serve(place: str = "app", corrections: str | None = None, **options):
    """Serve the drawing notebook; yields its address and the server's process.

    JupyterLab saves what it runs, so it gets a copy.

    Parameters
    ----------
    place : {"app", "lab", "notebook"}
    corrections : str, optional
        The pad's file of corrections, if not the reader's own.
    **options
        Of `app_command`.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(DRAW_NOTEBOOK, folder))
        if corrections is not None:
            _replace(copy, "nnlib.DigitPad()", f"nnlib.DigitPad(corrections={corrections!r})")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        address = f"http://127.0.0.1:{port}/"
        if place == "app":
            command, environment = app_command(copy, **options)
            environment |= {"JUPYTER_TOKEN": TOKEN}
            address += f"?token={TOKEN}"
        else:
            command = [sys.executable, "-m", {"lab": "jupyterlab", "notebook": "notebook"}[place]]
            command += [
                "--ServerApp.root_dir=" + folder,
                "--IdentityProvider.token=",
                "--allow-root",
            ]
            environment = os.environ | {
                f"JUPYTER{name}_DIR": folder + "/." + name.lower()
                for name in ("_CONFIG", "_RUNTIME", "LAB_SETTINGS", "LAB_WORKSPACES")
            }
            where = {"lab": "lab/tree", "notebook": "notebooks"}[place]
            address += f"{where}/{copy.name}"
        command += ["--no-browser", f"--port={port}"]
        server = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_until_it_listens(port, server)
            yield address, server
        finally:
            server.terminate()
            server.wait(60)


def kernels(server: subprocess.Popen) -> list[psutil.Process]:
    """The kernels that a server has running."""
    children = psutil.Process(server.pid).children(recursive=True)
    return [child for child in children if "ipykernel_launcher" in " ".join(_words(child))]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it ended meanwhile
        return []


@contextlib.contextmanager
def served(folder: Path):
    """A folder's files behind a silent server of their own; gives its address."""

    class Silent(http.server.SimpleHTTPRequestHandler):
        # a module is refused unless it is said to be one, and some systems call it something else
        extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
            ".js": "text/javascript"
        }

        def log_message(self, *args):
            pass

    handler = functools.partial(Silent, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


@contextlib.contextmanager
def chromium():
    """Headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def page(address: str, **options):
    """Open an address in headless Chromium; yields the page."""
    with chromium() as browser:
        page = browser.new_context(**options).new_page()
        page.goto(address, timeout=TIMEOUT)
        yield page


def open_pad(browser: Browser, address: str, **options) -> Page:
    """Open the notebook in a new visit, run it as a reader would, and wait for the empty pad.

    ``page.hosts`` collects the host of everything that the page asks for, ``page.channels`` the
    addresses of its ways to a kernel, ``page.dialogs`` what JupyterLab wanted to know meanwhile: it
    gets the answer that it proposes.
    """
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(TIMEOUT)
    page.hosts, page.channels = set(), []
    page.on("websocket", lambda opened: page.channels.append(opened.url))
    for event in ("request", "websocket"):
        page.on(event, lambda asked: page.hosts.add(asked.url.partition("://")[2].split(":")[0]))
    _answer_dialogs(page)
    page.goto(address)
    if "/lab/" in address or "/notebooks/" in address:
        page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        # to run before there is a kernel would only show a question
        page.wait_for_selector(NAMED, state="attached")
        page.wait_for_selector(IDLE, state="attached")
        if page.viewport_size["width"] < 600 and "/lab/" in address:
            page.keyboard.press("Control+b")  # the list of files leaves a phone no room
        _run_all(page)
    page.wait_for_selector(".nnlib-pad canvas")
    page.wait_for_function(f"{SHOWN} === '–'")
    if "/lab/" in address or "/notebooks/" in address:  # the cells below the pad come first
        page.wait_for_selector(IDLE, state="attached")
        _wait_until_still(page)  # a notebook scrolls to what it has run
    page.locator(".nnlib-pad canvas").scroll_into_view_if_needed()
    return page


def draw(page: Page, *strokes: Iterable, steps: int = 1) -> None:
    """Draw strokes with the mouse; points are from the sheet's upper left corner, in its units."""
    page.locator(".nnlib-pad canvas").scroll_into_view_if_needed()
    for stroke in strokes:
        points = on_page(page, stroke)
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=steps)
        page.mouse.up()


def on_page(page: Page, stroke: Iterable) -> list[tuple[float, float]]:
    """Where the points of a stroke lie on the page, in its pixels."""
    box = page.locator(".nnlib-pad canvas").bounding_box()
    unit = box["width"] / CANVAS
    return [(box["x"] + unit * x, box["y"] + unit * y) for x, y in stroke]


def clear(page: Page) -> None:
    """Wipe the sheet and wait until it is empty."""
    page.get_by_role("button", name="Clear", exact=True).click()
    wait_for_prediction(page, "–")


def wait_for_prediction(page: Page, wanted) -> None:
    """Until the page shows this digit; the error says what it showed instead."""
    try:
        page.wait_for_function(f"{SHOWN} === '{wanted}'")
    except Exception:
        shown = page.locator(".nnlib-prediction").text_content()
        raise AssertionError(f"the page shows {shown!r}, want '{wanted}'") from None


def _run_all(page: Page) -> None:
    """Through the menu; once more if a page that is still being built did not hear it."""
    for _ in range(5):
        page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        with contextlib.suppress(PlaywrightTimeout):
            page.wait_for_selector(".nnlib-pad canvas", timeout=TIMEOUT / 10)
            return


def _answer_dialogs(page: Page) -> None:
    """JupyterLab asks what to do when two visits save one notebook: overwrite, the last answer."""
    page.dialogs, dialog = [], page.locator(".jp-Dialog").first

    def accept() -> None:
        page.dialogs.append(dialog.inner_text())
        dialog.locator(".jp-mod-accept").last.click()

    page.add_locator_handler(dialog, accept)


def settle(page: Page, milliseconds: int = 400) -> None:
    """Until the pad shows a digit and has not changed for a while."""
    page.wait_for_function(
        f"""() => {{
          const now = document.querySelector('.nnlib-app').textContent;
          if ({SHOWN} === '–' || window.before !== now)
            [window.before, window.since] = [now, performance.now()];
          return performance.now() - window.since > {milliseconds};
        }}"""
    )


def until_dry(page: Page, point: Iterable) -> None:
    """Until the wet ink at this point, a stroke's last, is gone: Python has read all of it then."""
    page.wait_for_function(
        """([x, y]) => {
          const wet = document.querySelector('.nnlib-wet canvas'), k = wet.width / 280;
          return !wet.getContext('2d').getImageData(x * k, y * k, 1, 1).data[3];
        }""",
        arg=[float(value) for value in point],
    )


def _wait_until_still(page: Page, milliseconds: int = 1000) -> None:
    """Until the sheet has stayed where it is for a while."""
    page.wait_for_function(
        f"""() => {{
          const now = document.querySelector('.nnlib-pad canvas').getBoundingClientRect().y;
          if (window.place !== now) [window.place, window.there] = [now, performance.now()];
          return performance.now() - window.there > {milliseconds};
        }}"""
    )


def _replace(notebook: Path, old: str, new: str) -> None:
    content = json.loads(notebook.read_text())
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"]).replace(old, new)
    notebook.write_text(json.dumps(content))


def wait_until_it_listens(port: int, server: subprocess.Popen) -> None:
    """Until a server that was just started answers; a RuntimeError says that it does not."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("the server ended before it listened")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/voila/static/", timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not listen within two minutes")
