"""How the pad is started as an app of its own, in the browser."""

import os
import sys
from pathlib import Path

from ..files import ROOT

DRAW_NOTEBOOK = ROOT / "notebooks" / "06_draw_a_digit.ipynb"
TEMPLATE = ROOT / "notebooks" / "app"
FORGOTTEN = 120  # seconds after which a kernel that no page is connected to is shut down


def app_command(
    notebook: Path = DRAW_NOTEBOOK, forgotten: int = FORGOTTEN
) -> tuple[list[str], dict[str, str]]:
    """The command and the environment for Voilà: the pad alone, on our page, for this machine only.

    It asks for a token, which the page that it opens has in its address. The notebook's cells that
    are tagged "story" are left out. A page that is closed or reloaded takes its kernel with it;
    what a page cannot take, since it crashed or was never shown, is shut down once it is
    `forgotten` for so many seconds.
    """
    if not notebook.exists():
        what = f"the app is {notebook.name}, which is in the repository and not in the package"
        raise SystemExit(f"nnlib: {what}. In any notebook, nnlib.DigitPad() is the same pad.")
    command = [sys.executable, "-m", "nnlib.app.server", str(notebook)]
    command += ["--Voila.ip=127.0.0.1", "--Voila.auto_token=True", "--template=pad"]
    command += ["--TemplateExporter.filters=say=nnlib.app.words.said"]
    command += ["--TagRemovePreprocessor.enabled=True"]
    command += ["--TagRemovePreprocessor.remove_cell_tags=story"]
    command += [f"--MappingKernelManager.cull_idle_timeout={forgotten}"]
    command += [f"--MappingKernelManager.cull_interval={max(1, forgotten // 5)}"]
    places = filter(None, [str(TEMPLATE), os.environ.get("JUPYTER_PATH")])
    return command, os.environ | {"JUPYTER_PATH": os.pathsep.join(places)}
