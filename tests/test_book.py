"""The book: it builds without a warning, asks no other host, and can be read by everybody."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

import browser
from nnlib.files import ROOT

CHAPTERS = sorted(path.stem for path in (ROOT / "notebooks").glob("0*.ipynb"))
PAGES = [
    "index",
    "run",
    *(f"chapters/{name}" for name in [*CHAPTERS, "glossary"]),
    "api",
    "model_card",
    "contributing",
    "search",
]
needs_browser = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))


class Page(HTMLParser):
    """What a page refers to, by tag; its anchors; its pictures' words."""

    def __init__(self, path: Path):
        super().__init__()
        self.references, self.anchors, self.pictures = [], set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "link" and attrs.get("rel") in ("canonical", "author"):
            return
        self.anchors |= {attrs[name] for name in ("id", "name") if attrs.get(name)}
        self.references += [(tag, attrs[name]) for name in ("src", "href") if attrs.get(name)]
        if tag == "img":
            self.pictures.append(attrs)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """The pages, built once; a warning fails the build."""
    folder = tmp_path_factory.mktemp("book")
    command = [sys.executable, str(ROOT / "tools" / "book.py"), str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def pages(book) -> dict[Path, Page]:
    return {path: Page(path) for path in book.rglob("*.html")}


@pytest.fixture(scope="module")
def address(book):
    """The book behind a server of its own."""
    with browser.served(book) as address:
        yield address


def test_every_page_is_there(pages, book):
    for name in PAGES:
        assert book / f"{name}.html" in pages


def test_no_page_loads_anything_from_another_host(pages, book):
    for path, page in pages.items():
        for tag, reference in page.references:
            if tag != "a":
                assert not urlsplit(reference).netloc, f"{path.name} loads {reference}"
    for path in book.rglob("*.css"):
        assert "url(http" not in path.read_text(encoding="utf-8").replace('"', "").replace("'", "")


def test_every_internal_link_leads_somewhere(pages):
    for path, page in pages.items():
        for _tag, reference in page.references:
            parts = urlsplit(reference)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            assert target.exists(), f"{path.name} links to {reference}"
            if parts.fragment and target in pages:
                anchor = unquote(parts.fragment)
                assert anchor in pages[target].anchors, f"{path.name} links to {reference}"


def test_every_picture_has_words(pages):
    count = 0
    for path, page in pages.items():
        for picture in page.pictures:
            assert len(picture.get("alt", "")) > 15, (
                f"{path.name} shows {picture['src']} wordlessly"
            )
            count += 1
    assert count > 60


def test_solutions_are_folded_and_coloured(book):
    text = (book / "chapters" / f"{CHAPTERS[0]}.html").read_text(encoding="utf-8")
    folded = [part for part in text.split("<details>") if "<summary>Solution</summary>" in part]
    assert len(folded) >= 4
    for part in folded:
        assert 'class="highlight' in part.split("</details>")[0]


def test_a_reader_of_the_book_is_asked_to_install_nothing(book):
    for name in CHAPTERS:
        assert "nnlib-repository" not in (book / "chapters" / f"{name}.html").read_text("utf-8")


# Pages that hold one of everything: headings, links, code, outputs, tables, pictures. The chapters
# are made of the same parts, and on so long a page axe takes minutes.
SHORT = ["index", "run", "chapters/06_draw_a_digit", "chapters/glossary", "contributing", "search"]


@needs_browser
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
def test_everybody_can_read_it(address, width, scheme):
    size = {"width": width, "height": 900}
    with browser.page(address, viewport=size, color_scheme=scheme) as page:
        for name in SHORT:
            page.goto(f"{address}{name}.html")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"


# Inline formulas that end beyond their line, with everything unfolded. What lies in a box that can
# be scrolled, a displayed formula or a table, is out of nobody's reach.
TOO_WIDE = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const scrolls = box => ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
  const wide = [];
  for (const item of MathJax.startup.document.math) {
    const formula = item.typesetRoot;
    let line = formula.parentElement;
    while (getComputedStyle(line).display.startsWith("inline")) line = line.parentElement;
    let box = line;
    while (box.tagName !== "ARTICLE" && !scrolls(box)) box = box.parentElement;
    if (item.display || box.tagName !== "ARTICLE") continue;
    const over = formula.getBoundingClientRect().right - line.getBoundingClientRect().right;
    if (over > 1) wide.push(`${Math.round(over)} px too wide: ${item.math}`);
  }
  return wide;
}"""


@needs_browser
@pytest.mark.parametrize("name", [*CHAPTERS, "glossary"])
def test_no_inline_formula_is_wider_than_a_phones_line(address, name):
    size = {"width": 390, "height": 844}
    with browser.page(f"{address}chapters/{name}.html", viewport=size) as page:
        page.evaluate("window.MathJax && MathJax.startup.promise.then(() => null)")
        page.evaluate("document.fonts.ready.then(() => null)")
        if page.locator("mjx-container").count():
            assert page.evaluate(TOO_WIDE) == []


@needs_browser
def test_every_page_fits_its_screen_and_sets_its_formulas_without_the_network(address):
    requested, formulas = [], 0
    with browser.page(address, viewport={"width": 360, "height": 800}) as page:
        page.on("request", lambda request: requested.append(request.url))
        for name in PAGES:
            page.goto(f"{address}{name}.html")
            page.evaluate("window.MathJax && MathJax.startup.promise.then(() => null)")
            assert page.locator("mjx-merror").count() == 0, f"{name} has a broken formula"
            formulas += page.locator("mjx-container").count()
            assert page.evaluate("document.documentElement.scrollWidth") == 360, name
        page.goto(f"{address}chapters/06_draw_a_digit.html")
        for width in (980, 1075, 1100, 1320, 1400, 1440):  # with no, one and two sidebars
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    assert formulas > 400
    assert all(url.startswith((address, "data:")) for url in requested), requested


@needs_browser
def test_the_first_page_draws_and_reads_also_when_opened_from_a_file(address, book):
    for where in (address, f"{book.as_uri()}/index.html"):
        with browser.page(where) as page:
            browser.draw(page, browser.THREE)
            browser.wait_for_prediction(page, 3)
            page.get_by_text("Time travel", exact=True).click()
            assert page.get_by_role("button", name="Load").is_visible() == (where == address)


@needs_browser
def test_an_explorer_moves_without_python(address):
    size = {"width": 390, "height": 844}
    with browser.page(f"{address}chapters/{CHAPTERS[0]}.html", viewport=size) as page:
        figure = page.locator("figure.frames").nth(1)
        figure.scroll_into_view_if_needed()
        image, rate, steps = figure.locator("img"), *figure.locator("input").all()
        page.wait_for_function("image => image.complete", arg=image.element_handle())
        before, strip = image.screenshot(), image.get_attribute("src")
        steps.press("ArrowRight")
        assert steps.get_attribute("aria-valuetext") == figure.locator("output").nth(1).inner_text()
        after = image.screenshot()
        assert after != before
        rate.press("End")
        assert image.get_attribute("src") != strip
        page.wait_for_function("image => image.complete", arg=image.element_handle())
        assert image.screenshot() != after
        steps.press("ArrowLeft")
        rate.fill("3")
        page.wait_for_function("image => image.complete", arg=image.element_handle())
        assert image.screenshot() == before
