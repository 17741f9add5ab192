"""Colours, sizes and type: one place for every figure and for the drawing pad."""

from pathlib import Path

# After Okabe and Ito (2008), told apart by colour-blind readers too. All but the blue are darker
# than theirs, so that text in them has a contrast of 4.5 on paper. Figures never rely on colour
# alone: lines differ in dash and marker as well.
BLUE = "#0072B2"
VERMILION = "#C05500"
GREEN = "#00795A"
PURPLE = "#A3568A"
SKY, ORANGE = "#56B4E9", "#E69F00"  # the same two, for a dark ground
SERIES = (BLUE, VERMILION, GREEN, PURPLE)
DASHES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D")

INK = "#1F2933"  # text and lines
MUTED = "#52606D"  # axes and secondary text
GRID = "#D9DEE4"
CONTOUR = "#B9C2CC"  # lines of equal height
PAPER = "#FFFFFF"

WIDTH = 6.4  # inches: narrow enough for its text to be legible on a phone, 360 pixels wide
PAGE_DPI = 96  # pixels of the page to an inch, as browsers have it
DPI = 168  # pixels of the file: more than the page needs, for sharp screens
LIVE_DPI = 96  # for a picture that follows a slider, where speed counts

# Handed to matplotlib for the time of one figure; a reader's own settings stay as they are.
RC = {
    "figure.facecolor": PAPER,
    "figure.dpi": DPI,
    "figure.constrained_layout.use": True,
    "savefig.facecolor": PAPER,
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "text.color": INK,
    "axes.titlesize": 13,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titley": 1.02,  # a fixed place: finding one takes matplotlib half of the drawing time
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "lines.linewidth": 2,
    "legend.frameon": False,
    "image.cmap": "gray_r",
    "image.interpolation": "nearest",
}


def css() -> str:
    """The pad's style sheet, with the colours above as its custom properties."""
    colours = {"ink": INK, "muted": MUTED, "contour": CONTOUR, "grid": GRID, "paper": PAPER}
    colours |= {"blue": BLUE, "vermilion": VERMILION, "sky": SKY, "orange": ORANGE}
    named = " ".join(f"--nnlib-{name}: {colour};" for name, colour in colours.items())
    sheet = Path(__file__).with_name("pad.css").read_text(encoding="utf-8")
    return f".nnlib-app {{ {named} }}\n{sheet}"
