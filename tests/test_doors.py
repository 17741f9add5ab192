"""What the pad's page and its server let in: nothing from elsewhere, and no script from a name."""

import http.client
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode

import numpy as np
import pytest

import browser
from browser import THREE
from nnlib import CheckpointError, DigitPad, load_network
from nnlib.app.corrections import corrections_path
from nnlib.course import explorer
from nnlib.images.drawings import read_json_lines

in_a_browser = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))

SCRIPT = "<img src=x onerror=window.ran=1>"
CORRECTIONS = f"{SCRIPT}.jsonl"
PROTOCOL = "v1.kernel.websocket.jupyter.org"


def test_an_error_in_the_pad_is_shown_as_text(tmp_path, monkeypatch):
    path = tmp_path / "forged.npz"
    np.savez(path, **{SCRIPT: np.zeros(1)}, format=np.array(1))
    with pytest.raises(CheckpointError) as caught:
        load_network(path)
    assert SCRIPT in str(caught.value)  # an error quotes what it found

    pad = DigitPad()
    monkeypatch.setattr("nnlib.app.choices.load_network", lambda _: load_network(path))
    pad._weights.value = "mlp"
    assert "CheckpointError: " in pad._message.value
    assert "&lt;img" in pad._message.value
    assert "<img" not in pad._message.value


def test_an_error_in_an_explorer_is_shown_as_text():
    slider = explorer.steps_slider("n", 0, 9, 1)

    def draw(n):
        raise ValueError(SCRIPT)

    shown = explorer.Explorer(draw, n=slider)
    assert shown._message.value == "ValueError: &lt;img src=x onerror=window.ran=1&gt;"


@pytest.fixture(scope="module")
def visit(chromium):
    """One visit of the app for all of it: the page, its address, and its kernel's."""
    with browser.serve("app", CORRECTIONS) as (address, server):
        assert status(address.partition("?")[0]) == (200, "/login")  # no token, no page
        assert browser.kernels(server) == []
        page = browser.open_pad(chromium, address, **browser.WIDE)
        yield page, address, page.channels[0]
    corrections_path(CORRECTIONS).unlink(missing_ok=True)


def status(address, **headers):
    """The answer's status, and the path that one ends at."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, urllib.parse.urlsplit(answer.url).path
    except urllib.error.HTTPError as error:
        return error.code, urllib.parse.urlsplit(error.url).path


def upgrade(address, **headers):
    """The status of the answer to a WebSocket's first words."""
    parts = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    key = b64encode(bytes(16)).decode()
    wanted = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    wanted |= {"Sec-WebSocket-Key": key} | headers
    connection.request("GET", f"{parts.path}?token={browser.TOKEN}", headers=wanted)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


@in_a_browser
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8866", "192.0.2.1", "0.0.0.0"])
def test_a_name_that_somebody_lets_point_here_is_refused(visit, host):
    _, address, channels = visit
    assert status(address, Host=host, Origin=f"http://{host}")[0] == 403
    assert upgrade(channels, Host=host, **{"Sec-WebSocket-Protocol": PROTOCOL}) == 403


@in_a_browser
def test_a_client_without_the_kernels_protocol_is_turned_away(visit):
    page, _, channels = visit
    for offered in ({}, {"Sec-WebSocket-Protocol": ""}, {"Sec-WebSocket-Protocol": "v0, other"}):
        assert upgrade(channels, **offered) == 400
    assert upgrade(channels, **{"Sec-WebSocket-Protocol": f"other, {PROTOCOL}"}) == 101
    browser.draw(page, THREE)  # and the page goes on
    browser.wait_for_prediction(page, 3)


@in_a_browser
def test_a_name_is_shown_and_not_run(visit):
    page, _, _ = visit
    browser.clear(page)
    browser.draw(page, THREE)
    browser.wait_for_prediction(page, 3)
    page.get_by_role("button", name="4", exact=True).click()
    page.get_by_text(f"Kept as a 4 in data/{CORRECTIONS}").wait_for()
    assert page.evaluate("window.ran") is None
    assert [label for label, _ in read_json_lines(corrections_path(CORRECTIONS))] == [4]
