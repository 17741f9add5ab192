"""Real drawings: digits and letters of some 2,000 writers in data/, to train and to choose with."""

import hashlib
import json

import numpy as np

from ..arguments import check_all, one_of
from ..files import DATA_FOLDER, SHIPPED, read_bounded
from .drawings import MAX_BYTES, Drawing
from .strokes import DrawingError

SHA256 = {  # of the unpacked files
    "digits-train": "b623f7502d6ec40d9c69398d9485944a42bd50354865ce3d92bb8ffa18487ad6",
    "digits-dev": "5f91a7c5f3426689c520fe39c5adc1f6966287d278ab83c213dacccb1026028f",
    "letters-train": "757fa2110bb2c6012240e69745a8a1340a82e4872cb4b03d91e7710e55622fe1",
    "letters-dev": "a3bd3dab8b5dc3f707449109a3971b0828c64e240e477654a5534a60efc550fb",
}
# Letters and signs that may be meant as a digit or drawn like one: nobody can say that they are
# none. A slashed zero and an Ø are the same drawing; here it is a zero.
LIKE_A_DIGIT = frozenset("OoQlI|ZzSsBbgqG")
SINGLE_STROKES = frozenset("/\\'`,.()")  # each of them some people's 1


def load_hands(name: str) -> list[Drawing]:
    """Real drawings by UNIPEN's writers (Guyon et al. 1994; see data/README.md).

    Parameters
    ----------
    name : {"digits-train", "digits-dev", "letters-train", "letters-dev"}
        No writer is both in a ``train`` and in a ``dev`` part.

    Returns
    -------
    list of (label, strokes)
        The label is a digit, or the letter or sign as a character; y is down. Each also has a
        `writer`.

    Raises
    ------
    DrawingError
        If the file is not the one that belongs to this version.
    OSError
        If it is missing.
    ValueError
        If the name is unknown.

    Examples
    --------
    >>> drawings = load_hands("digits-dev")
    >>> len(drawings), len({drawing.writer for drawing in drawings})
    (1965, 80)
    """
    check_all({"name": name}, {"name": one_of(SHA256)})
    path = DATA_FOLDER / f"{name}.jsonl.gz"
    if SHIPPED.exists() and not path.exists():
        path = SHIPPED / "data" / path.name
    content = read_bounded(path, MAX_BYTES, lambda what: DrawingError(f"{path}: {what}."))
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        raise DrawingError(f"{path}: is not the file that belongs here. Check it out anew.")
    drawings = []
    for line in content.decode("utf-8").splitlines():
        entry = json.loads(line)
        strokes = [np.array(stroke, np.float64) for stroke in entry["strokes"]]
        drawings.append(Drawing((entry["label"], strokes)))
        drawings[-1].writer = entry["writer"]
    return drawings


def strangers(part: str) -> list[list[np.ndarray]]:
    """The strokes of each real letter or sign that is not built like a digit; "train" or "dev"."""
    apart = LIKE_A_DIGIT | SINGLE_STROKES
    return [strokes for label, strokes in load_hands(f"letters-{part}") if label not in apart]
