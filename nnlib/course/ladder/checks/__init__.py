"""The steps of the ladder, in order. Nothing here imports nnlib: the judge runs where it is not."""

from . import inputs, layers, losses, network, optimizers, strokes, training, whole
from .step import Step

#: All steps, in the order in which they are climbed: by chapter, and within one by file.
STEPS: list[Step] = sorted(
    [
        *layers.STEPS,
        *losses.STEPS,
        *network.STEPS,
        *inputs.STEPS,
        *optimizers.STEPS,
        *training.STEPS,
        *strokes.STEPS,
        *whole.STEPS,
    ],
    key=lambda step: step.chapter,
)
