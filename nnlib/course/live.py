"""Learning curves that grow while the network trains."""

from IPython.display import display

from ..network import Network
from ..training import History
from .curves import learning_curves


class LiveCurves:
    """A callback for `nnlib.fit`: redraws one picture in place after every epoch.

    Parameters
    ----------
    name : str
        What the legend calls the network.

    Attributes
    ----------
    picture : Picture
        The latest.
    """

    def __init__(self, name: str):
        self.name = name
        self._handle = None

    def __call__(self, network: Network, history: History) -> None:
        """Draw the history so far."""
        self.picture = learning_curves({self.name: history})
        if self._handle is None:
            self._handle = display(self.picture, display_id=True)
        else:
            self._handle.update(self.picture)
