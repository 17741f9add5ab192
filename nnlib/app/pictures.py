"""Pictures in and out: a file's pixels, and grey 28 × 28 ones on the page."""

import io
import warnings

import ipywidgets
import numpy as np
from PIL import Image, ImageOps

from ..images.grey import ImageError
from ..images.strokes import SIDE

MAX_PIXELS = 25_000_000  # of a picture that is unpacked whole
LOOKED_AT = 560  # pixels each way: twice what reading a picture begins with
SHOWN = 140  # pixels of the page: five to each of the picture's


def opened(content: bytes) -> np.ndarray:
    """The pixels of a picture's file: grey, RGB or RGBA, upright as its camera was held.

    A phone stores the sensor's rows as they are and notes the turn beside them (EXIF). A JPEG is
    unpacked no larger than is looked at; of other files the size is held against `MAX_PIXELS`
    before they are unpacked, as a few bytes may stand for gigabytes.
    """
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content)) as file:
            file.draft("RGB", (LOOKED_AT, LOOKED_AT))
            if file.width * file.height > MAX_PIXELS:
                size = f"{file.width:,} × {file.height:,} pixels"
                raise ImageError(
                    f"content: got {size}, want at most {MAX_PIXELS:,} in all. Make it smaller, "
                    "or cut the digit out."
                )
            ImageOps.exif_transpose(file, in_place=True)
            if file.mode == "F" or file.mode.startswith("I"):  # more than 8 bits of grey
                grey = np.maximum(np.asarray(file, np.float32), 0)
                return grey / max(grey.max(), 1 if file.mode == "F" else 65535)
            return np.asarray(file.convert("RGBA" if file.has_transparency_data else "RGB"))
    except ImageError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ImageError(
            f"content: got {len(content):,} bytes that are no picture, want a PNG or JPEG file "
            f"({error})."
        ) from None


def image(values: np.ndarray) -> ipywidgets.Image:
    """A picture widget of grey values; set its ``value`` to a `png`."""
    widget = ipywidgets.Image(value=png(values), format="png")
    widget.layout = ipywidgets.Layout(width=f"{SHOWN}px", height=f"{SHOWN}px", flex="0 0 auto")
    widget.add_class("nnlib-picture")
    return widget


def png(values: np.ndarray) -> bytes:
    """Values in [0, 1] as a picture, 0 black and 1 white, as the network's input is shown."""
    return _encoded(np.rint(values.reshape(SIDE, SIDE) * 255).astype(np.uint8))


def _encoded(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()
