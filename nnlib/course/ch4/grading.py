"""The advice itself on trial: does what the diagnostics say go with being misread?"""

from collections import Counter

import numpy as np

from ...images.advice import diagnose

ANY = "any finding"


def grade(images: np.ndarray, right: np.ndarray) -> dict[str, tuple[int, int]]:
    """Of each finding: how many tensors it is said of, and how many of those were misread."""
    said, misread = Counter(), Counter()
    for image, was_right in zip(images, right, strict=True):
        names = [finding.name for finding in diagnose(image)]
        for name in [*names, ANY] if names else []:
            said[name] += 1
            misread[name] += not was_right
    return {name: (n, misread[name]) for name, n in said.most_common()}


def describe(graded: dict[str, tuple[int, int]], right: np.ndarray) -> str:
    """A table: precision is the share of warnings that were right, recall that of errors warned."""
    errors = int(np.sum(~right))
    lines = [
        f"{errors} of {len(right)} misread",
        f"{'':15}{'said':>6}{'precision':>11}{'recall':>8}",
    ]
    for name, (n, wrong) in graded.items():
        recall = f"{wrong / errors:8.0%}" if errors else f"{'–':>8}"
        lines.append(f"{name:15}{n:6}{wrong / n:11.0%}{recall}")
    return "\n".join(lines)
