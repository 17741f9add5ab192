"""How a file is damaged, and how a reader is to take it."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

NUMBERS = [0, 1, 2, 127, 128, 255, 256, 65535, 2**31 - 1, 2**31, 2**32 - 1]
WORDS = [b"", b"-", b"--5", b"nan", b"inf", b"1e9", b"9" * 400, b"0" * 5000, b".PEN_UP"]
WORDS += [b'"4"', b'"44"', b".SEGMENT DIGIT", b"\x00", b"\xff", "٣".encode(), b"{" * 2000, b"null"]
WORDS += [b"[[[[", b"1_0", b"0x10", b"1" * 20, b"true", b'"__class__"', b"NaN", b"-0", b"1.5"]


def mutate(content: bytes, rng: np.random.Generator) -> bytes:
    """Damage a file in one to four places, each as bad disks, downloads and editors do."""
    content = bytearray(content)
    for _ in range(rng.integers(1, 5)):
        place, length = (int(n) for n in rng.integers(0, [len(content) + 1, 64]))
        match rng.integers(9):
            case 0 if content:
                content[place % len(content)] ^= 1 << int(rng.integers(8))
            case 1:
                content[place : place + length] = rng.bytes(length)
            case 2:
                del content[place : place + length]
            case 3:
                content[place:place] = content[place : place + length] * int(rng.integers(1, 4))
            case 4:
                del content[place:]
            case 5:
                number = int(rng.choice(NUMBERS)).to_bytes(4, ["big", "little"][rng.integers(2)])
                content[place : place + 4] = number
            case 6:
                words = [match.span() for match in re.finditer(rb"[^\s,:\[\]]+", content)]
                if words:
                    begin, end = words[rng.integers(len(words))]
                    content[begin:end] = WORDS[rng.integers(len(WORDS))]
            case 7:
                lines = content.split(b"\n")
                one, two = rng.integers(0, len(lines), 2)
                lines[one], lines[two] = lines[two], lines[one]
                content = bytearray(b"\n".join(lines))
            case _:
                content[place:place] = content[: int(rng.integers(0, len(content) + 1))]
    return bytes(content)


def damaged_text(text: bytes, rng: np.random.Generator) -> bytes:
    """Damaged before it is packed, after that, or not packed at all."""
    if rng.random() < 0.2:
        return mutate(gzip.compress(text, 1, mtime=0), rng)
    damaged = mutate(text, rng)
    return gzip.compress(damaged, 1, mtime=0) if rng.random() < 0.2 else damaged


@dataclass(frozen=True)
class Target:
    """One reader: what to damage, what may be raised, and what a result must be.

    `run` gets a folder and a damaged input, and asserts what must hold of the result.
    """

    errors: tuple[type[Exception], ...]
    make: Callable[[np.random.Generator], object]
    run: Callable[[Path, object], None]
