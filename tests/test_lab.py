"""JupyterLab as `make lab` starts it: the chapters' own page, and figures that do not glare."""

import os
import re
import shutil
import socket
import subprocess
import sys

import pytest

import browser
from nnlib.files import ROOT

pytestmark = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))


def options() -> list[str]:
    """Those that the Makefile gives to JupyterLab."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.findall(r"^LAB [:+]= (.+)$", makefile, re.M)
    return [option.replace("$(CURDIR)", str(ROOT)).replace('"', "") for option in found]


def test_what_the_makefile_names_is_there():
    paths = [option.partition("=")[2] for option in options()]
    assert paths[0] == "/lab/tree/README.md"
    assert (ROOT / "notebooks" / "README.md").exists()
    for path in paths[1:]:
        assert os.path.isdir(path)


@pytest.mark.slow
def test_lab_opens_the_start_page_and_dims_figures_in_the_dark(chromium, tmp_path):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    places = ("_CONFIG", "_RUNTIME", "LAB_SETTINGS", "LAB_WORKSPACES")
    own = {f"JUPYTER{name}_DIR": str(tmp_path / name) for name in places}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", *options(), "--no-browser", f"--port={port}"]
    command += [f"--notebook-dir={tmp_path / 'notebooks'}", "--IdentityProvider.token="]
    server = subprocess.Popen(
        [*command, "--allow-root"],
        env=os.environ | own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        browser.wait_until_it_listens(port, server)
        page = chromium.new_context(**browser.WIDE).new_page()
        page.set_default_timeout(browser.TIMEOUT)
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_role("heading", name="98 % on MNIST, 19 % on a drawing pad: why?").wait_for()
        n_chapters = len(list((ROOT / "notebooks").glob("0*.ipynb")))
        assert page.locator(".jp-RenderedMarkdown table a:has(img)").count() == n_chapters
        page.get_by_role("link", name="4 Production diagnostics", exact=True).click()
        figure = page.locator(".jp-Notebook .jp-RenderedImage img").first
        figure.wait_for()
        shown = [figure.evaluate("figure => getComputedStyle(figure).filter")]
        page.evaluate("document.body.setAttribute('data-jp-theme-light', 'false')")
        shown.append(figure.evaluate("figure => getComputedStyle(figure).filter"))
        assert shown == ["none", "brightness(0.82)"]
    finally:
        server.terminate()
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:  # a busy machine
            server.kill()
