"""A digit classifier from scratch: the small library behind the chapters in ``notebooks/``.

The rooms, ground floor first; each imports only from those above it in this list:

=====  ==============  ==========================================================
floor  room            holds
=====  ==============  ==========================================================
0      arguments       what public functions ask of their arguments
0      data            MNIST: reading, verifying, splitting, batches
0      layers          ``Dense``, ``ReLU``
0      losses          ``softmax``, ``SoftmaxCrossEntropy``
0      optimizers      ``GradientDescent``, ``Adam``
0      strokes         pen strokes → 28 × 28 image
0      calibration     probabilities that come true, and "I do not know this"
0      tables          small tables of results on disk
0      style           colours and sizes of every figure and of the pad
1      network         ``Network``: layers over one flat parameter vector
1      augment         affine and elastic distortion of a batch
1      handwriting     a synthetic pen: digits in many styles, and what is no digit
1      preprocess      any image → 28 × 28, MNIST's own recipe
1      diagnostics     what the network is fed, held against MNIST's own distribution
1      corrections     drawings and the digit that was meant, on disk
1      attribution     what each pixel and each unit adds to a score, exactly
2      training        recipes, ``fit``, ``evaluate``
2      checkpoint      weights on disk
2      ablation        the mlp recipe with one ingredient changed at a time
2      curvature       how sharply one linear layer's loss bends
2      pipelines       from a naive drawing pad to MNIST's recipe, one repair after the other
2      finetuning      a few more steps, on one's own hand
2      gap             the share of real drawings read, from the first system to the last
3      listing         the library's own source, shown in a chapter
3      exercises       exercises that check themselves
3      plots           every figure of the chapters (matplotlib)
3      explorers       pictures that follow a slider (ipywidgets)
3      widgets         the drawing pad (ipywidgets, ipycanvas)
3      __main__        ``python -m nnlib train / evaluate / draw``
=====  ==============  ==========================================================
"""

from importlib import import_module

from .calibration import calibrate, expected_calibration_error, reliability
from .checkpoint import (
    Checkpoint,
    CheckpointError,
    load_checkpoint,
    load_network,
    save_checkpoint,
)
from .data import MNIST, Split, load_mnist
from .evaluation import Evaluation, evaluate, evaluate_drawings
from .idx import DataError
from .images.advice import Finding, diagnose
from .images.augment import Distortion, distort
from .images.drawings import read_unipen
from .images.handwriting import draw_digit, draw_other
from .images.preprocess import ImageError, image_to_tensor
from .images.strokes import DrawingError, strokes_to_image
from .images.styles import STYLES
from .layers import Dense, ReLU
from .losses import SoftmaxCrossEntropy, softmax
from .network import Network
from .optimizers import Adam, GradientDescent, Momentum, RMSProp
from .recipes import RECIPES, Recipe
from .training import History, fit

__version__ = "0.1.0"

__all__ = [
    "MNIST",
    "RECIPES",
    "STYLES",
    "Adam",
    "Checkpoint",
    "CheckpointError",
    "DataError",
    "Dense",
    "DigitPad",
    "Distortion",
    "DrawingError",
    "Evaluation",
    "Finding",
    "GradientDescent",
    "History",
    "ImageError",
    "Momentum",
    "Network",
    "RMSProp",
    "ReLU",
    "Recipe",
    "SoftmaxCrossEntropy",
    "Split",
    "calibrate",
    "diagnose",
    "distort",
    "draw_digit",
    "draw_other",
    "evaluate",
    "evaluate_drawings",
    "expected_calibration_error",
    "fit",
    "image_to_tensor",
    "load_checkpoint",
    "load_mnist",
    "load_network",
    "read_unipen",
    "reliability",
    "save_checkpoint",
    "softmax",
    "strokes_to_image",
]


def __getattr__(name: str):
    # The pad's libraries take seconds to import, and training needs none of them.
    if name == "DigitPad":
        return import_module(".app.pad", __name__).DigitPad
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
