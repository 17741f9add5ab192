"""Make what the page in web/ needs of Python: constants.js, colours.css, and pad.html (`make web`).

The look inside is the pad's own, copied. pad.html is the page as a single file, styles, modules and
weights inside. The packed weights come from tools/web_weights.py.
"""

import base64
import csv
import json
import re
from collections.abc import Sequence

import numpy as np

from nnlib.app import readings, remarks, sheet, style
from nnlib.app.choices import WEIGHTS
from nnlib.app.pipelines import PIPELINES
from nnlib.app.questions import telling
from nnlib.files import ROOT
from nnlib.images import advice, diagnostics, strokes
from nnlib.images.handwriting import draw_digit
from nnlib.images.views import VIEWS

WEB = ROOT / "web"
STORE = WEB / "weights"
PAD = ROOT / "nnlib" / "app" / "questions"
# Each after those that it imports: the single file holds them one after the other.
MODULES = ("constants", "strokes", "pipelines", "network", "weights", "diagnostics")
MODULES = (*MODULES, "link", "sheet", "why", "ways", "inside", "page")
# with the pad: the same files as in its folder
SHARED = ("why.js", "ways.js", "inside.js", "inside.css")
EXAMPLES_SEED, EXAMPLE_POINTS = 24, 24  # mlp reads all eight; behind the naive pipeline, two
QUARTER = 4  # the sheet rounds points to a quarter of a pixel


def constants() -> str:
    """What the modules would otherwise repeat, as a module."""
    names = ("SIDE", "CANVAS", "PEN", "BOX", "CENTRE", "EDGE", "REACH", "SPACING")
    values = {name: getattr(strokes, name) for name in (*names, "MOST_PIECES", "DOT")}
    values |= {name: getattr(diagnostics, name) for name in ("NEVER_INKED", "BLANK", "ROUNDED")}
    values |= {"INKED": diagnostics.EDGE, "RANGES": advice.RANGES}
    values |= {"PERCENTILES": diagnostics.PERCENTILES, "MNIST_TABLE": diagnostics.MNIST_TABLE}
    values["EXPLAINS"] = {name: sorted(others) for name, others in advice.EXPLAINS.items()}
    values |= {"ADVICE": advice.ADVICE, "MEASURES": readings.MEASURES, "BESIDE": readings.BESIDE}
    values |= {"VIEWS": [[float(n) for n in view] for view in VIEWS.values()]}
    values |= {"EMPTY": readings.EMPTY, "MAX_POINTS": sheet.MAX_POINTS, "QUARTER": QUARTER}
    values |= {"TAKES_ANYTHING": remarks.CREDULOUS, "INSIDE": telling.WORDS}
    values["STRANGER"] = "This is not a digit I know; {digit} is the nearest."
    values["PRODUCTION"] = {name: production(name) for name in WEIGHTS}
    rng = np.random.default_rng(EXAMPLES_SEED)
    values["EXAMPLES"] = [encoded(_thinned(draw_digit(n, rng))) for n in (3, 7, 4, 2, 9, 5, 8, 6)]
    lines = [
        f"export const {name} = {json.dumps(value, ensure_ascii=False)};"
        for name, value in values.items()
    ]
    head = "// What the page needs of the library. Made by tools/web.py: change it there."
    return "\n".join([head, *lines, ""])


def production(name: str) -> dict[str, float]:
    """The share of 7,494 real drawings that weights read behind each pipeline, where measured."""
    with open(ROOT / "notebooks" / "production.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["pen"] == str(strokes.PEN)]
    shares = {row["pipeline"]: float(row["accuracy"]) for row in rows if row["weights"] == name}
    return {pipeline: shares[pipeline] for pipeline in PIPELINES if pipeline in shares}


def _thinned(drawing: Sequence[np.ndarray]) -> list[np.ndarray]:
    return [
        stroke[np.linspace(0, len(stroke) - 1, EXAMPLE_POINTS, dtype=int)] for stroke in drawing
    ]


def encoded(drawing: Sequence[np.ndarray]) -> str:
    """A drawing as a link holds it: points in quarters of a pixel, base 36; see web/link.js."""
    strokes = [np.rint(np.asarray(stroke) * QUARTER).astype(int).tolist() for stroke in drawing]
    digits = [[map(_in_base_36, point) for point in stroke] for stroke in strokes]
    return "*".join("_".join(map(".".join, stroke)) for stroke in digits)


def _in_base_36(number: int) -> str:
    return np.base_repr(number, 36).lower()


def colours() -> str:
    """The palette of every figure as custom properties."""
    names = ("INK", "MUTED", "CONTOUR", "GRID", "PAPER", "BLUE", "VERMILION", "SKY", "ORANGE")
    lines = [f"  --{name.lower()}: {getattr(style, name)};" for name in names]
    head = "/* The colours of nnlib/app/style.py. Made by tools/web.py: change them there. */"
    return "\n".join([head, ".nnlib-page, body:has(> .nnlib-page) {", *lines, "}", ""])


def single_file() -> str:
    """The page with its styles, modules and weights inside; the moments stay outside."""
    page = (WEB / "index.html").read_text(encoding="utf-8")
    for name in re.findall(r'<link rel="stylesheet" href="(.+?)">', page):
        style_sheet = (WEB / name).read_text(encoding="utf-8")
        page = page.replace(
            f'<link rel="stylesheet" href="{name}">', f"<style>\n{style_sheet}</style>"
        )
    return page.replace(_starting(page), _inside(page))


def _starting(page: str) -> str:
    """The page's last element, the script that wakes it."""
    return re.search(r'<script type="module">\n.*?</script>', page, re.S)[0]


def _inside(page: str) -> str:
    """The same, with all that it loads: weights and modules as they stand in a single file."""
    code = ""
    for name in MODULES:
        module = (WEB / f"{name}.js").read_text(encoding="utf-8")
        module = re.sub(r"^import [^;]*;\n", "", module, flags=re.M)
        module = re.sub(r"^ *//.*\n", "", module, flags=re.M)  # whoever reads it reads web/
        code += re.sub(r"^export (?=const|function|class|async)", "", module, flags=re.M)
    weights = "\n".join(
        f'<script type="text/plain" id="{name}.bin">'
        f"{base64.b64encode((STORE / f'{name}.bin').read_bytes()).decode()}</script>"
        for name in WEIGHTS
    )
    own = re.sub(r"^\s*import [^;]*;\n", "", _starting(page), flags=re.M)
    return weights + "\n" + own.replace("\n", f"\n{code}", 1)


def fragment(folder: str) -> str:
    """The pad as part of a page of the book, beside which a folder such as "pad/" holds web/.

    Of a page that was opened from a file a browser loads no modules, but scripts of the old kind:
    there all comes with one of them, `in_one_script`.
    """
    page = (WEB / "index.html").read_text(encoding="utf-8")
    sheets = re.sub(
        'href="', f'href="{folder}', "".join(re.findall("<link rel=.stylesheet.+", page))
    )
    markup = re.search(r"<main (.+?)</main>", page, re.S)[1]
    markup = markup.replace("<h1>", "<h2>").replace("</h1>", "</h2>")  # a page has one of its own
    module = _starting(page).replace("./page.js", f"./{folder}page.js")
    of_a_file = f"""<script>
  if (location.protocol === "file:") document.write('<script src="{folder}pad.js"><\\/script>');
</script>"""
    inside = f'{sheets}\n<div class="nnlib-place"><div {markup}</div></div>\n{module}\n{of_a_file}'
    return f"```{{raw}} html\n{inside}\n```"


def in_one_script() -> str:
    """What puts weights and modules into a page of the book that was opened from a file."""
    inside = json.dumps(_inside((WEB / "index.html").read_text(encoding="utf-8")))
    # in a script of its own, "</script>" within a text ends nothing
    return (
        "document.querySelector('.nnlib-place').append("
        f"document.createRange().createContextualFragment({inside}));\n"
    )


def main() -> None:
    """Write the files, and say how large the single one is."""
    (WEB / "constants.js").write_text(constants(), encoding="utf-8")
    (WEB / "colours.css").write_text(colours(), encoding="utf-8")
    for name in SHARED:
        (WEB / name).write_bytes((PAD / name).read_bytes())
    page = single_file()
    (WEB / "pad.html").write_text(page, encoding="utf-8")
    print(f"web/pad.html: {len(page.encode()):,} bytes")


if __name__ == "__main__":
    main()
