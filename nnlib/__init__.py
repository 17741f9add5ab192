"""A digit classifier from scratch: the small library behind the chapters in ``notebooks/``.

Four rooms. Arrows go one way: ``course`` imports from ``app``, both import from ``images`` and
``learn``; ``learn`` imports from ``images``; and ``images`` only from ``arguments`` and ``files``.
Inside a room, the files stand in the order in which a newcomer opens them.

======  ============  ==========================================================
room    file          holds
======  ============  ==========================================================
learn   arguments     the checks of public functions, and the sentence of a refusal
learn   files         files that are whole or absent when written, and bounded when read
learn   idx           MNIST's four files: their format, their checksums, where they come from
learn   layers        ``Dense``, ``ReLU``: forward and backward
learn   losses        ``softmax``, ``SoftmaxCrossEntropy``
learn   optimizers    ``GradientDescent``, ``Momentum``, ``RMSProp``, ``Adam``; schedules
learn   network       ``Network``: layers over one flat parameter vector and one of gradients
learn   data          ``Split``, ``MNIST``, ``load_mnist``, batches
learn   recipes       ``Recipe``: all that decides a training, as data
learn   sources       what a training set is made of: MNIST, the synthetic pen, real hands
learn   feeding       ``Feed``: images and labels in shuffled batches, distorted if asked for
learn   training      ``fit``, ``History``
learn   evaluation    ``evaluate``: accuracy, loss, confusions
learn   intervals     how sure a measured share is, by writer where they are known
learn   calibration   probabilities to rely on, and "I do not know this"
learn   npz           arrays from a file that may be damaged or hostile
learn   checkpoint    weights on disk: verified when read, replaced atomically
learn   runs          a training run that survives being killed
learn   report        what ``evaluate`` prints: writers, calibration, digit by digit
learn   workers       one run on many processes: a batch is cut into shares, gradients are added
learn   sweep         many runs side by side, the finished ones on file
learn   __main__      ``python -m nnlib train``, ``sweep``, ``evaluate``, ``replay``, ``draw``
images  strokes       pen strokes → 28 × 28 image
images  resampling    resampling: smaller by area, larger by lines
images  grey          pixels of any kind → one grey picture, or a refusal
images  ink           grey → ink, whatever the light and whichever is darker
images  components    which of the ink is the digit
images  rules         ruled lines, squared paper and cells' borders, taken away
images  penwidth      the pen's width, measured and brought to MNIST's
images  preprocess    any picture → 28 × 28, by MNIST's own recipe
images  drawings      labelled drawings on disk: UNIPEN text, JSON lines
images  hands         real digits and letters in ``data/``, by writers to train or to choose with
images  styles        the digits that the synthetic pen writes, as data
images  others        what it writes that is no digit, as data
images  spline        a smooth curve through points
images  handwriting   the synthetic pen
images  augment       affine and elastic distortion of a batch
images  morphology    erosion and dilation
images  soiling       spoilt pixels: specks, lines, blur, inverted sides
images  views         small known turns, slants, sizes and shifts, to ask more than once
images  diagnostics   properties of a tensor, and the range of each in MNIST
images  advice        the causes behind unusual properties, and what to do
app     pad           ``DigitPad``: the drawing pad as a whole
app     sheet         the sheet of paper: the pen's points → strokes → ink
app     page          what runs in the browser: the pen's wet ink, keys, names
app     questions     what one may ask of a drawing: a panel each, folded until asked for
app     readings      the answer, ten bars and the measures, beside the sheet
app     remarks       what the pad says to whoever draws
app     choices       what one can choose, and a sentence on each
app     pictures      28 × 28 pictures on the page
app     parts         boxes, buttons
app     pace          soon, but not too often
app     words         words in the reader's language
app     style         colours and sizes of every figure and of the pad
app     serve         the pad as an app of its own: its command
app     server        what the app's server lets in, and how its page is opened
app     pipelines     from a naive pad to MNIST's recipe, one repair after the other
app     correcting    telling the pad what was meant, and taking it back
app     corrections   drawings and the digit that was meant, on disk
app     attribution   the part of each pixel and each unit in a score, exactly
app     finetuning    a few more steps, on one's own hand
app     gate          what new weights must not spoil
app     replay        old weights against new ones, drawing by drawing
course  picture       a finished figure, as a notebook shows it
course  axes          the common parts of figures: bare axes, digits, bars of answers
course  bowl          walks downhill in a bowl
course  explorer      a picture that follows its sliders
course  yours         the reader's own drawing in an explorer
course  curves        learning curves, finished or growing
course  check         exercises that check themselves
course  show          the library's own source, shown in a chapter
course  tables        small tables of results on disk
course  classroom     the corrections of a whole class, and what learning from classmates gives
course  ladder        build it yourself: an empty library, its steps, and their judge
course  ch1…          a folder a chapter: its figures, explorers, exercises
======  ============  ==========================================================
"""

import signal
import sys
from importlib import import_module

if sys.orig_argv[1:3] == ["-m", "nnlib"] and callable(signal.getsignal(signal.SIGINT)):
    # Ctrl-C amid the command's imports ends it without a word; then `__main__` takes over
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from .calibration import calibrate, expected_calibration_error, reliability
from .checkpoint import Checkpoint, CheckpointError, load_checkpoint, load_network, save_checkpoint
from .data import MNIST, Split, load_mnist
from .evaluation import Evaluation, evaluate, evaluate_drawings
from .idx import DataError
from .images.advice import Finding, diagnose
from .images.augment import Distortion, distort
from .images.drawings import read_unipen
from .images.grey import ImageError
from .images.handwriting import draw_digit, draw_other
from .images.preprocess import image_to_tensor
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
