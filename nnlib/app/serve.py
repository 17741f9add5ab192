"""How the pad is started as an app of its own, in the browser."""

import os
import sys
from pathlib import Path

from ..files import ROOT

DRAW_NOTEBOOK = ROOT / "notebooks" / "06_draw_a_digit.ipynb"
TEMPLATE = ROOT / "notebooks" / "app"


def app_command(notebook: Path = DRAW_NOTEBOOK) -> tuple[list[str], dict[str, str]]:
    """The command and the environment for Voilà: the pad alone, on our page, for this machine only.

    The notebook's cells that are tagged "story" are left out.
    """
    command = [sys.executable, "-m", "voila", str(notebook)]
    command += ["--Voila.ip=127.0.0.1", "--template=pad", "--TagRemovePreprocessor.enabled=True"]
    command += ["--TagRemovePreprocessor.remove_cell_tags=story"]
    places = filter(None, [str(TEMPLATE), os.environ.get("JUPYTER_PATH")])
    return command, os.environ | {"JUPYTER_PATH": os.pathsep.join(places)}
