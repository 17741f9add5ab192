"""The pad in a real browser, in the three places where people open it."""

import numpy as np
import pytest

import browser
from browser import THREE, WIDE
from nnlib import draw_digit
from nnlib.app.corrections import corrections_path
from nnlib.images.drawings import read_json_lines

pytestmark = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
CORRECTIONS = "browser-test.jsonl"
# seeds of the synthetic pen that write clearly, digit by digit
SEEDS = (0, 1, 0, 0, 0, 0, 0, 0, 0, 0)


SLOW = pytest.mark.slow
# Notebook 7 is made of JupyterLab's parts; what takes long is tried in the app each time, and in
# the other two nightly.
APP, LAB, NOTEBOOK = browser.PLACES
mostly_in_the_app = pytest.mark.parametrize(
    "address",
    [APP, pytest.param(LAB, marks=SLOW), pytest.param(NOTEBOOK, marks=SLOW)],
    indirect=True,
    scope="module",
)


@pytest.fixture(scope="module", params=[APP, LAB, pytest.param(NOTEBOOK, marks=SLOW)])
def address(request):
    with browser.serve(request.param, CORRECTIONS) as (address, _):
        yield address


@pytest.fixture(scope="module")
def visit(chromium, address):
    """One visit for all that can be tried in it."""
    page = browser.open_pad(chromium, address, **WIDE)
    yield page
    page.context.close()


@pytest.fixture
def page(visit):
    browser.clear(visit)
    return visit


def written(digit, rng):
    """A digit by the synthetic pen, with as few points as a hurried mouse reports."""
    return [np.concatenate([stroke[:-1:3], stroke[-1:]]) for stroke in draw_digit(digit, rng)]


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def shows(page, selector, text):
    page.wait_for_function(f"document.querySelector({selector!r}).textContent.includes({text!r})")


def inked(page, *points, on=".nnlib-pad canvas"):
    """Whether there is dark ink at these places of the sheet, in its own units."""
    return page.locator(on).evaluate(
        """(canvas, points) => points.map(([x, y]) => {
             const k = canvas.width / 280;
             const [r, g, b, a] = canvas.getContext('2d').getImageData(x * k, y * k, 1, 1).data;
             return a > 128 && r + g + b < 200;
           })""",
        points,
    )


@mostly_in_the_app
def test_all_ten_digits_are_read(page):
    for digit, seed in enumerate(SEEDS):
        browser.clear(page)
        browser.draw(page, *written(digit, np.random.default_rng(seed)))
        browser.wait_for_prediction(page, digit)
    assert "%" in page.locator(".nnlib-bars .best").text_content()


def test_undo_takes_one_stroke_back(page):
    browser.draw(page, THREE)
    browser.wait_for_prediction(page, 3)
    browser.draw(page, [(75, 70), (70, 150), (70, 220)])
    browser.wait_for_prediction(page, 8)
    press(page, "Undo")
    browser.wait_for_prediction(page, 3)
    press(page, "Undo")
    browser.wait_for_prediction(page, "–")


def test_a_correction_is_kept(page):
    path = corrections_path(CORRECTIONS)
    path.unlink(missing_ok=True)
    try:
        browser.draw(page, THREE)
        browser.wait_for_prediction(page, 3)
        press(page, "8")
        shows(page, ".nnlib-kept", "Kept as a 8")
        ((label, (stroke,)),) = read_json_lines(path)
        assert label == 8
        # what the mouse did is what is kept, to a fraction of a pixel
        np.testing.assert_allclose(stroke, THREE, atol=0.1)
        press(page, "Take it back")
        page.get_by_role("button", name="8", exact=True).wait_for()
        assert not path.exists()
    finally:
        path.unlink(missing_ok=True)


def test_weights_and_pipeline_change_the_answer_live(page):
    browser.draw(page, np.array(THREE) * 0.3 + (105, 100))
    browser.wait_for_prediction(page, 3)
    press(page, "naive")
    shows(page, ".nnlib-remark", "It is small for this network: press “+ box”.")
    press(page, "+ thickness")
    page.wait_for_function("document.querySelector('.nnlib-remark').textContent === ''")
    browser.wait_for_prediction(page, 3)


def test_the_keyboard_reaches_the_buttons_and_leaves_the_sheet(page):
    browser.draw(page, THREE)
    browser.wait_for_prediction(page, 3)
    page.keyboard.press("Tab")
    page.wait_for_function("document.activeElement.textContent === 'Undo'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    browser.wait_for_prediction(page, "–")


def test_the_arrow_keys_are_the_sliders(page):
    slider = page.get_by_role("slider", name="Pen")
    for key, value in (("ArrowLeft", 17), ("ArrowRight", 18), ("ArrowUp", 19), ("ArrowDown", 18)):
        page.keyboard.press("Escape")  # a notebook hears them then
        slider.focus()
        page.keyboard.press(key)
        page.wait_for_function(
            f"document.querySelector('.noUi-handle').getAttribute('aria-valuenow') == {value}"
        )
        assert slider.evaluate("slider => document.activeElement === slider")


@mostly_in_the_app
def test_the_ink_is_as_wide_as_the_pen(page):
    slider, line, beside = (
        page.get_by_role("slider", name="Pen"),
        [(60, 140), (220, 140)],
        (140, 153),
    )
    try:
        for key, wide in (("End", True), ("Home", False)):
            browser.draw(page, [(20, 20)])
            browser.settle(page)
            slider.focus()
            page.keyboard.press(key)
            browser.clear(page)
            page.locator(".nnlib-pad canvas").scroll_into_view_if_needed()
            start, end = browser.on_page(page, line)
            page.mouse.move(*start)
            page.mouse.down()
            page.mouse.move(*end, steps=4)
            assert inked(page, beside, line[0], on=".nnlib-wet canvas") == [wide, True]
            page.mouse.up()
            browser.until_dry(page, line[1])
            assert inked(page, beside, line[0]) == [wide, True]
        slider.focus()
        for _ in range(25):  # what is drawn follows
            page.keyboard.press("ArrowRight")
        page.wait_for_function(
            """([x, y]) => {
                 const canvas = document.querySelector('.nnlib-pad canvas'), k = canvas.width / 280;
                 return canvas.getContext('2d').getImageData(x * k, y * k, 1, 1).data[3] > 128;
               }""",
            arg=list(beside),
        )
    finally:
        slider.focus()
        page.keyboard.press("Home")
        for _ in range(12):
            page.keyboard.press("ArrowRight")


def test_ctrl_z_takes_a_stroke_back_wherever_one_is_on_the_pad(page):
    browser.draw(page, THREE, [(75, 70), (70, 150), (70, 220)])
    browser.wait_for_prediction(page, 8)
    press(page, "robust")
    page.keyboard.press("Control+z")
    browser.wait_for_prediction(page, 3)
    page.locator(".nnlib-pad canvas").focus()
    page.keyboard.press("Delete")
    browser.wait_for_prediction(page, "–")


def test_only_the_left_button_draws_and_no_menu_opens(page):
    browser.draw(page, THREE)
    browser.wait_for_prediction(page, 3)
    page.locator(".nnlib-pad canvas").evaluate(
        """sheet => sheet.addEventListener('contextmenu', (event) => {
             window.menu = !event.defaultPrevented;
           })"""
    )
    start, end = browser.on_page(page, [(40, 250), (250, 250)])
    for button in ("right", "middle"):
        page.mouse.move(*start)
        page.mouse.down(button=button)
        page.mouse.move(*end)
        page.mouse.up(button=button)
    browser.draw(page, [(20, 20)])  # only now do we know that all has been heard
    page.wait_for_function("document.querySelector('.nnlib-measures').textContent.includes('px')")
    browser.settle(page)
    assert inked(page, [20, 20], [140, 250]) == [True, False]
    assert page.evaluate("window.menu") is False
    assert page.locator(".lm-Menu").count() == 0


def test_a_stroke_that_leaves_the_sheet_goes_on_when_it_comes_back(page):
    out_and_in = [(200, 60), (400, 60), (400, 200), (200, 200)]
    browser.draw(page, out_and_in, steps=8)
    browser.settle(page)
    # along the edge, as the paper ends there
    assert inked(page, [240, 60], [277, 130], [240, 200], [240, 130]) == [True, True, True, False]
    press(page, "Undo")
    browser.wait_for_prediction(page, "–")  # it was one stroke
    browser.draw(page, [(200, 60), (400, 60)])  # lifted beside the sheet, it ends there
    for point in browser.on_page(page, [(250, 200), (50, 200)]):
        page.mouse.move(*point, steps=4)
    browser.draw(page, [(20, 20)])
    browser.settle(page)
    assert inked(page, [240, 60], [20, 20], [100, 200], [150, 130]) == [True, True, False, False]


def test_ink_is_there_before_python_has_heard_of_it(page):
    page.evaluate("window.drew = 0")
    page.locator(".nnlib-wet canvas").evaluate(
        """wet => addEventListener('pointermove', (event) => {
             const box = wet.getBoundingClientRect(), k = wet.width / box.width;
             const [x, y] = [(event.clientX - box.x) * k, (event.clientY - box.y) * k];
             window.drew += wet.getContext('2d').getImageData(x, y, 1, 1).data[3] > 128;
           })"""
    )
    browser.draw(page, [(60, 100), (200, 100), (140, 200)], steps=4)
    assert page.evaluate("window.drew") == 8  # at each move the ink was where the pointer is
    browser.settle(page)
    # once it is dry, the wet ink is gone
    assert inked(page, [100, 100]) == [True]
    assert inked(page, [100, 100], on=".nnlib-wet canvas") == [False]


def test_everything_has_a_name_and_says_what_it_is(page):
    assert page.get_by_role("img", name="Sheet: draw a digit here").count() == 1
    for group, chosen in (("Weights", "robust"), ("Pipeline", "+ thickness")):
        choice = page.get_by_role("group", name=group)
        assert choice.get_by_role("button", pressed=True).all_text_contents() == [chosen]
    assert page.get_by_role("slider", name="Pen").count() == 1
    assert page.locator(".nnlib-app [title=null]").count() == 0


def test_an_unsure_answer_looks_unsure(page):
    browser.draw(page, THREE, np.array(THREE) * 0.9 + (150, 10))
    shows(page, ".nnlib-remark", "This looks like two digits: I read one at a time.")
    large, small = (page.locator(part) for part in (".nnlib-doubt", ".nnlib-prediction"))
    assert large.text_content() == "?"
    assert large.bounding_box()["height"] > 3 * small.bounding_box()["height"]
    assert small.text_content() in "0123456789"
    browser.clear(page)
    assert large.count() == 0


def test_nothing_is_asked_of_another_host(page):
    assert page.hosts <= {"127.0.0.1", ""}


@mostly_in_the_app
def test_on_a_phone_a_finger_draws_where_it_is(chromium, address):
    page = browser.open_pad(chromium, address, **PHONE)
    page.locator(".nnlib-pad canvas").scroll_into_view_if_needed()
    box = page.locator(".nnlib-pad canvas").bounding_box()
    assert box["width"] == box["height"]
    assert 230 <= box["width"] <= 360  # a notebook leaves it less than the app does
    touch = page.context.new_cdp_session(page)
    drawn = browser.on_page(page, np.array(THREE) * 0.8)
    points = [{"x": x, "y": y, "id": 0} for x, y in drawn]
    palm = {"x": box["x"] + 0.9 * box["width"], "y": box["y"] + 0.9 * box["height"], "id": 1}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    for i, point in enumerate(points[1:]):
        both = [point, palm] if i > 3 else [point]
        kind = "touchStart" if i == 4 else "touchMove"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": both})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    browser.wait_for_prediction(page, 3)
    browser.settle(page)
    first, last = (np.array(THREE)[[0, -1]] * 0.8).tolist()
    assert inked(page, first, last) == [True, True]
    assert inked(page, [20, 20], [250, 250]) == [False, False]
    page.context.close()


def test_the_mouse_draws_where_it_is(page):
    browser.draw(page, [(40, 60), (240, 60)], [(100, 200)])
    browser.settle(page)
    on = [[42, 60], [140, 60], [238, 60], [140, 53], [140, 67], [100, 200]]
    beside = [[25, 60], [255, 60], [140, 48], [140, 72], [100, 215], [85, 200]]
    assert inked(page, *on, *beside) == [True] * len(on) + [False] * len(beside)


@pytest.mark.parametrize("address", [APP], indirect=True, scope="module")
class TestRoughUse:
    """What a child does to it; once is enough, the pad is the same everywhere."""

    def test_taps_floods_clears_and_the_edge(self, page):
        rng = np.random.default_rng(0)
        browser.draw(page, *rng.uniform(5, 275, (40, 1, 2)))
        # a mouse that reports 5,000 points faster than anyone can read them
        page.locator(".nnlib-pad canvas").evaluate(
            """canvas => {
                 const box = canvas.getBoundingClientRect();
                 canvas.setPointerCapture = () => {};  // there is no such pointer
                 const send = (kind, x, y) => canvas.dispatchEvent(new PointerEvent(kind,
                   {pointerId: 77, isPrimary: true, clientX: box.x + x, clientY: box.y + y}));
                 send('pointerdown', 10, 10);
                 for (let i = 0; i < 5000; i++)
                   send('pointermove', 140 + 130 * Math.cos(i / 7), 140 + 130 * Math.sin(i / 11));
                 send('pointerup', 140, 140);
                 delete canvas.setPointerCapture;
               }"""
        )
        shows(page, ".nnlib-remark", "This looks like a scribble")
        browser.draw(page, [(140, 140), (400, 140), (140, 200), (140, -30), (100, 100)])
        for _ in range(10):
            press(page, "Clear")
        browser.clear(page)
        assert page.locator(".nnlib-message").first.text_content().strip() == ""
        browser.draw(page, THREE)
        browser.wait_for_prediction(page, 3)

    @SLOW
    def test_forty_drawings_are_read_as_well_as_without_a_browser(self, page):
        rng = np.random.default_rng(5)
        right = 0
        for i in range(40):
            browser.clear(page)
            browser.draw(page, *written(i % 10, rng))
            browser.settle(page)
            right += page.locator(".nnlib-prediction").text_content() == str(i % 10)
        assert right >= 38

    def test_two_visitors_share_no_drawing(self, page, chromium, address):
        other = browser.open_pad(chromium, address, **WIDE)
        browser.draw(page, THREE)
        browser.draw(other, [(140, 40), (138, 130), (136, 240)])
        browser.wait_for_prediction(page, 3)
        browser.wait_for_prediction(other, 1)
        browser.clear(page)
        assert other.locator(".nnlib-prediction").text_content() == "1"
        other.context.close()

    def test_the_story_is_not_part_of_the_app(self, page):
        assert page.locator("h1").all_text_contents() == ["Draw a digit"]
        assert page.get_by_role("link", name="the chapters").count() == 1
