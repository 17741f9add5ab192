"""From the strokes of a pen to the 28 × 28 image that a network is fed."""

import numpy as np

SIDE = 28  # pixels
BOX = 20.0  # a digit is as large as fits a box of 20 × 20 …
CENTRE = 14.0  # … and its centre of mass lies at pixel (14, 14)
PEN_WIDTH, EDGE = 2.65, 1.5  # pixels: MNIST's pen, and how wide its blurred edge is
REACH = PEN_WIDTH / 2 + EDGE / 2  # from the middle of a line to where its ink ends
SPACING = 0.5  # pixels: no piece of a line is longer
DOT = 2.0  # a drawing no larger than this is a dot, and is not enlarged


def centre_of_mass(image):
    """The (x, y) of an image's centre of mass, in pixel numbers, as an array.

    x is the mean of the columns' numbers, each weighted with the ink in its column; y that of the
    rows'. The image need not be square, and has ink.
    """
    ...


def segments(strokes):
    """Cut strokes into short straight pieces: an array (S, 2, 2), begin and end of each.

    Each stroke is an array (n, 2) of points (x, y), n at least 1. Walk along it and set new
    points at equal distances of at most `SPACING`, measured along the stroke, the first and the
    last where they were. (`np.cumsum` of the steps' lengths is how far one has walked at each
    point; `np.interp` says where one is after any distance.) Each two neighbours are a piece. A
    stroke that goes nowhere, such as a single point, is one piece of length 0. No piece leads from
    one stroke to the next.
    """
    ...


def draw(segments):
    """Ink a 28 × 28 image: each pixel by its distance to the nearest of the pieces (S, 2, 2).

    The pixel in row i and column j stands at the point (x = j, y = i). The point of a piece from p
    to q that is nearest to it is ``p + t (q − p)``, with ``t = (pixel − p) · (q − p) / |q − p|²``
    brought into 0 … 1 (of a piece of length 0 it is p). With d the smallest distance, the ink is

        r = (REACH − d) / EDGE, brought into 0 … 1          ink = r² (3 − 2 r)

    float32, 1 for ink and 0 for paper.
    """
    ...


def strokes_to_image(strokes):
    """Draw strokes as MNIST would have: float32 (28, 28), ink 1 and paper 0.

    1. The extent is the larger of the drawing's width and height, all strokes together. Scale by
       ``(BOX − 2 REACH) / extent``, so that with the pen's width the ink fits the box; by 1 if the
       extent is at most `DOT`.
    2. Move the middle between the smallest and the largest x and y to (CENTRE, CENTRE), and draw.
    3. Move all pieces so that the ink's centre of mass, not the middle of its box, comes to
       (CENTRE, CENTRE), and draw again. In the first picture a little ink may lie outside: it
       does not count.

    Strokes are arrays (n, 2) of points (x to the right, y down), on a canvas of any size.
    """
    ...
