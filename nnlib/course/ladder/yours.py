"""The reader's own network in the drawing pad."""

import importlib
import sys
from pathlib import Path

import numpy as np

from ...network import Network
from .checks.whole import SIZES
from .laying import FOLDER


class Yours(Network):
    """A network of the reader's own, as the pad wants it: his code computes every score.

    Four lines are asked of it: `sizes`; `parameters`, one vector, weights first; `mean` and
    `scale` of the input; and `forward`, from normalised rows (N, 784) to scores (N, 10).

    Parameters
    ----------
    network : object
        With those four.

    Examples
    --------
    >>> mine = Network((784, 10), np.random.default_rng(0))  # any other with the same four lines
    >>> Yours(mine)
    Yours(784 → 10: 7,850 parameters)
    >>> image = np.ones((1, 784))
    >>> bool(np.array_equal(Yours(mine).predict(image), mine.predict(image)))
    True
    """

    def __init__(self, network):
        super().__init__(network.sizes)
        self.parameters[:], self.mean[:] = network.parameters, network.mean
        self.scale = float(network.scale)
        self._theirs = network

    def forward(self, x: np.ndarray) -> np.ndarray:
        """The scores that the reader's code computes."""
        return self._theirs.forward(x)

    def __repr__(self) -> str:
        return super().__repr__().replace("Network", "Yours", 1)


def trained(folder: Path = FOLDER) -> Yours:
    """The network that the reader's library trained, computed by that library.

    Parameters
    ----------
    folder : path
        Where the library is.

    Returns
    -------
    Yours

    Raises
    ------
    FileNotFoundError
        If nothing has been trained there yet.
    """
    path = Path(folder) / "trained.npz"
    if not path.exists():
        raise FileNotFoundError(f"{path}: not there. The last steps of `make judge` train it.")
    parent = str(path.parent.resolve().parent)
    if parent not in sys.path:
        sys.path.insert(0, parent)
    library = importlib.import_module(f"{path.parent.name}.network")
    with np.load(path, allow_pickle=False) as kept:
        network = library.Network(SIZES)
        network.parameters[:], network.mean[:] = kept["parameters"], kept["mean"]
        network.scale = float(kept["scale"])
    return Yours(network)


def pad(folder: Path = FOLDER):
    """The drawing pad, answering with the network that the reader's library trained.

    Parameters
    ----------
    folder : path
        Where the library is; see `trained` for what is raised.

    Returns
    -------
    DigitPad
    """
    from ...app.pad import DigitPad

    return DigitPad(network=trained(folder))
