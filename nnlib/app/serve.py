"""How the pad is started as an app of its own, in the browser."""

import os
import sys
from pathlib import Path

from ..files import ROOT

DRAW_NOTEBOOK = ROOT / "notebooks" / "06_draw_a_digit.ipynb"
TEMPLATE = ROOT / "notebooks" / "app"


def app_command(notebook: Path = DRAW_NOTEBOOK) -> tuple[list[str], dict[str, str]]:
    """Start Voilà: the pad alone, on our own page, for this machine only.

    Parameters
    ----------
    notebook : Path
        Its cells that are tagged "story" are left out.

    Returns
    -------
    command : list of str
    environment : dict
        Ours, and where the page's template lies.
    """
    command = [sys.executable, "-m", "voila", str(notebook)]
    command += ["--Voila.ip=127.0.0.1", "--template=pad", "--TagRemovePreprocessor.enabled=True"]
    command += ["--TagRemovePreprocessor.remove_cell_tags=story"]
    places = filter(None, [str(TEMPLATE), os.environ.get("JUPYTER_PATH")])
    return command, os.environ | {"JUPYTER_PATH": os.pathsep.join(places)}
