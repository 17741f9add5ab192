"""The chapters where things are not as they should be: what must still come out as it is stored.

``python tools/notebooks.py`` takes every chapter, last one first, each in a fresh kernel: run from
another working directory, with the checkout read-only and no network; then again in the same
kernel; and then once more there, with each slow cell interrupted and run anew.
`tests/test_notebooks.py` does it with the shortest chapter.
"""

import configparser
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client import KernelManager

from nnlib.files import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
PATIENCE = 600.0  # seconds for a cell
SLOW = 0.5  # seconds after which a cell is slow enough to be interrupted
# Runs in the kernel before anything else. An audit hook cannot be taken off again, and it binds
# the administrator too, whom the permissions of a read-only folder would not stop.
GUARD = """
import os, sys
ROOT = {root!r}
OPENERS = {{"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.truncate"}}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

def guard(event, details):
    if event in OPENERS and isinstance(details[0], str | bytes):
        path = os.path.abspath(os.fsdecode(details[0]))
        writes = event != "open" or (isinstance(details[2], int) and details[2] & WRITING)
        if writes and path.startswith(ROOT + os.sep) and "__pycache__" not in path:
            raise PermissionError(f"read-only checkout: {{event}} {{path}}")
    if event in ("socket.connect", "socket.getaddrinfo"):
        address = details[1] if event == "socket.connect" else details[0]
        host = address[0] if isinstance(address, tuple) else address
        if host not in ("127.0.0.1", "localhost", "::1") and not str(host).startswith("/"):
            raise OSError(f"no network: {{event}} {{host}}")

sys.addaudithook(guard)
"""


class Kernel:
    """A kernel under guard, in a working directory of its own."""

    def __init__(self, folder: Path):
        (folder / "sitecustomize.py").write_text(GUARD.format(root=str(ROOT)))
        path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(folder), env={**os.environ, "PYTHONPATH": path})
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, source: str, interrupt_after: float | None = None) -> tuple[list, str | None]:
        """Execute a cell; returns its outputs and the name of its error, if any."""
        number = self.client.execute(source)
        begun, outputs, error = time.monotonic(), [], None
        while True:
            if interrupt_after is not None and time.monotonic() - begun > interrupt_after:
                self.manager.interrupt_kernel()
                interrupt_after = None
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError(f"no end after {PATIENCE:g} s: {source[:60]!r}")
            try:
                message = self.client.get_iopub_msg(timeout=0.05)
            except Exception as empty:
                if type(empty).__name__ != "Empty":
                    raise
                continue
            if message["parent_header"].get("msg_id") != number:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                return outputs, error
            if kind == "error":
                error = content["ename"]
            if kind in ("stream", "execute_result", "display_data"):
                outputs.append({"output_type": kind} | content)


def sanitized(outputs: list) -> str:
    """What a cell said in words, without what may differ between two runs."""
    config = configparser.RawConfigParser()
    config.read(ROOT / "tests" / "nbval_sanitize.cfg")
    said = []
    for output in outputs:
        if output["output_type"] == "stream" and output["name"] == "stdout":
            said.append(output["text"])
        elif output["output_type"] == "execute_result":
            said.append(output["data"].get("text/plain", "") + "\n")
    text = "".join(said)
    for section in config.sections():
        text = re.sub(config[section]["regex"], config[section]["replace"], text)
    return text


def cells_of(path: Path) -> list:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def run_all(kernel: Kernel, path: Path) -> list[str]:
    """Run a chapter from top to bottom; returns what went wrong or came out otherwise."""
    wrong = []
    for number, cell in enumerate(cells_of(path), 1):
        outputs, error = kernel.run(cell.source)
        if error:
            wrong.append(f"{path.stem}, cell {number}: {error}")
        elif "nbval-ignore-output" not in cell.metadata.get("tags", []) and sanitized(
            outputs
        ) != sanitized(cell.outputs):
            wrong.append(f"{path.stem}, cell {number}: other outputs than stored")
    return wrong


def interrupt_all(kernel: Kernel, path: Path, after: float = SLOW) -> tuple[int, list[str]]:
    """Run a chapter, stop each cell that takes longer than this, and run it anew."""
    stopped, wrong = 0, []
    for number, cell in enumerate(cells_of(path), 1):
        begun = time.monotonic()
        _, error = kernel.run(cell.source, interrupt_after=after)
        # `fit` hears the interrupt and returns what it has: what follows it in the cell may miss
        # the rest, which is no matter as long as the cell runs anew
        if time.monotonic() - begun > after:
            stopped += 1
            _, error = kernel.run(cell.source)
        if error:
            wrong.append(f"{path.stem}, cell {number}, run anew: {error}")
    return stopped, wrong


def main() -> int:
    wrong = []
    for path in reversed([Path(name) for name in sys.argv[1:]] or NOTEBOOKS):
        with tempfile.TemporaryDirectory() as folder, Kernel(Path(folder)) as kernel:
            first = run_all(kernel, path)
            again = run_all(kernel, path)
            # by now all is imported: Python itself does not survive an interrupted import
            stopped, interrupted = interrupt_all(kernel, path)
        found = [*first, *(f"again: {line}" for line in again), *interrupted]
        print(
            f"{path.name}: elsewhere, read-only, without network, twice; {stopped} cells "
            f"interrupted: {len(found)} went wrong",
            *found,
            sep="\n  ",
            flush=True,
        )
        wrong += found
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
