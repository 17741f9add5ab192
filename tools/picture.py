"""Draw on the pad in a real browser and keep what it showed: notebooks/images/pad.gif and pad.png.

The still is the first answer, and stands in for the other where motion is not wanted. The moving
picture goes on to other weights, the naive pipeline, all of them side by side and a look inside.
"""

import io
from pathlib import Path

from PIL import Image

import browser
from browser import THREE, WIDE
from nnlib.files import ROOT

FOLDER = ROOT / "notebooks" / "images"
SEVEN = [[(60, 75), (130, 68), (205, 62), (170, 130), (130, 225)], [(95, 150), (190, 135)]]
EACH, PAUSE = 67, 1800  # milliseconds that a frame is shown: while something moves, and after
STEPS = 3  # frames from one point of a stroke to the next
HEIGHT = 600  # pixels: down to the choice of weights and pipeline
COLOURS = 128


# a browser without a screen shows no pointer
POINTER = """() => {
  const arrow = document.body.appendChild(document.createElement('div'));
  arrow.innerHTML = '<svg width="22" height="26" viewBox="0 0 22 26"><path d="M2 2v18l5-4 3 8 4-2' +
    '-3-7h7z" fill="black" stroke="white" stroke-width="1.5"/></svg>';
  arrow.style.cssText = 'position: fixed; pointer-events: none; z-index: 9; left: -30px; top: 0';
  addEventListener('pointermove', (event) => {
    arrow.style.left = `${event.clientX - 2}px`;
    arrow.style.top = `${event.clientY - 2}px`;
  }, true);
}"""


class Film:
    """Frames of the pad, each with how long it is shown."""

    def __init__(self, page):
        self.page, self.frames, self.times = page, [], []
        box = page.locator(".nnlib-app").bounding_box()
        self.clip = {**box, "height": HEIGHT}

    def shoot(self, milliseconds: int) -> None:
        picture = Image.open(io.BytesIO(self.page.screenshot(clip=self.clip))).convert("RGB")
        self.frames.append(picture)
        self.times.append(milliseconds)

    def draw(self, *strokes) -> None:
        """Draw slowly enough to see it, with a frame every few points."""
        for stroke in strokes:
            first, *others = browser.on_page(self.page, stroke)
            self.page.mouse.move(*first)
            self.page.mouse.down()
            for point in others:
                for step in range(1, STEPS + 1):
                    share = step / STEPS
                    between = [
                        (1 - share) * a + share * b for a, b in zip(first, point, strict=True)
                    ]
                    self.page.mouse.move(*between)
                    self.page.wait_for_timeout(40)
                    self.shoot(EACH)
                first = point
            self.page.mouse.up()
        browser.settle(self.page)
        self.shoot(PAUSE)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_timeout(500)
        self.shoot(PAUSE)

    def save(self, path: Path) -> None:
        # one palette for all frames, or the colours would flicker
        sheet = Image.new("RGB", (self.frames[0].width, HEIGHT * len(self.frames)))
        for i, frame in enumerate(self.frames):
            sheet.paste(frame, (0, HEIGHT * i))
        palette = sheet.quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
        frames = [f.quantize(palette=palette, dither=Image.Dither.NONE) for f in self.frames]
        frames[0].save(
            path,
            save_all=True,
            append_images=frames[1:],
            duration=self.times,
            loop=0,
            optimize=False,
        )
        print(f"wrote {path.relative_to(ROOT)}, {path.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    """Play the session."""
    FOLDER.mkdir(exist_ok=True)
    with browser.serve() as (address, _), browser.chromium() as chromium:
        page = browser.open_pad(chromium, address, **WIDE)
        page.evaluate(POINTER)
        film = Film(page)
        film.shoot(600)
        film.draw(THREE)
        film.frames[-1].save(FOLDER / "pad.png", optimize=True)
        film.press("Clear")
        film.draw(*[[(x * 0.4 + 150, y * 0.4 + 10) for x, y in stroke] for stroke in SEVEN])
        film.press("mlp")
        film.press("naive")
        film.press("+ box")
        film.press("+ thickness")
        film.press("robust")
        film.clip["y"] = WIDE["viewport"]["height"] - HEIGHT  # the end of the page
        for question in ("Side by side", "Look inside"):
            page.get_by_role("button", name=question, exact=True).click()
            page.wait_for_timeout(1000)
            page.locator(".nnlib-questions").evaluate("part => part.scrollIntoView({block: 'end'})")
            page.wait_for_timeout(300)
            film.shoot(2 * PAUSE)
        units = page.locator(".nnlib-look b + div").nth(1).locator("i")
        units.nth(89).hover()  # one that is lit
        page.wait_for_timeout(300)
        film.shoot(2 * PAUSE)
        film.save(FOLDER / "pad.gif")


if __name__ == "__main__":
    main()
