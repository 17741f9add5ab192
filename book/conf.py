"""How Sphinx makes the book; `tools/book.py` puts the sources in place and calls it."""

import nnlib
from nnlib.app import style

project = "A digit classifier from scratch"
author = "the nnlib contributors"
project_copyright = author
release = nnlib.__version__
html_title = project

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx_copybutton",
]
nitpicky = False
nb_execution_mode = "off"  # the stored outputs are the book's
nb_code_prompt_show = "Show {type}"
nb_code_prompt_hide = "Hide {type}"
nb_mime_priority_overrides = [("html", "text/markdown", 5), ("html", "image/png", 10)]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
numpydoc_show_class_members = False
autodoc_typehints = "none"  # numpydoc says the types, with their shapes
autodoc_member_order = "bysource"
copybutton_exclude = ".linenos, .gp, .go"

mathjax_path = "mathjax/tex-chtml.js"
# MathJax comes with the book. Its menu would fetch parts that do not.
mathjax3_config = {"options": {"enableMenu": False}, "chtml": {"displayAlign": "left"}}

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["book.css"]
html_js_files = ["book.js"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "navigation_with_keys": True,
    "light_css_variables": {
        "color-brand-primary": style.BLUE,
        "color-brand-content": style.BLUE,
        "color-foreground-primary": style.INK,
        "color-foreground-secondary": style.MUTED,
        "font-stack": "DejaVu Sans, Verdana, sans-serif",
    },
}
