"""The last steps: a network is trained with the reader's library, and reads what people drew."""

import numpy as np

from .step import Missed, Step

SIZES = (784, 256, 128, 10)
WANTED = 0.97  # of MNIST's dev images
DRAWN = 0.80  # of drawings by real hands; a network that has seen only MNIST reads fewer of those


def trained(mine) -> None:
    """784-256-128-10, five epochs of Adam; the numbers are kept for the pad."""
    given = {name: mine.given(name) for name in ("train", "dev")}
    splits = [mine.data.Split(part["images"], part["labels"]) for part in given.values()]
    recipe = mine.recipes.Recipe("mine", SIZES, "he", "adam", 1e-3, "cosine", 128, 1e-4, 5)
    rng = np.random.default_rng(0)
    network = recipe.build_network(rng)
    mine.training.fit(network, mine.data.MNIST(*splits, splits[1]), recipe, rng)
    right = network.predict(splits[1].images).argmax(axis=1) == splits[1].labels
    if right.mean() < WANTED:
        raise Missed(f"it reads {right.mean():.1%} of the dev images, want {WANTED:.0%}")
    mine.keep(network)


def reads_drawings(mine) -> None:
    """Strokes → the reader's image → the reader's network → the digit that was meant."""
    network = mine.network.Network(SIZES)
    kept = mine.kept()
    network.parameters[:], network.mean[:] = kept["parameters"], kept["mean"]
    network.scale = float(kept["scale"])
    drawings = mine.given("drawings")
    points, lengths = drawings["points"], drawings["lengths"]
    strokes = np.split(points, np.cumsum(lengths)[:-1])
    images, i = [], 0
    for n in drawings["strokes"]:
        images.append(mine.strokes.strokes_to_image(strokes[i : i + n]))
        i += n
    right = network.predict(np.stack(images)).argmax(axis=1) == drawings["labels"]
    if right.mean() < DRAWN:
        raise Missed(f"it reads {right.mean():.0%} of {len(right)} drawings, want {DRAWN:.0%}")


STEPS = [
    Step(
        "your network",
        6,
        "training.fit",
        5,
        "every part has passed on small things. Is something slow, or not float32? Train it in a "
        "notebook, with a print after each epoch, and see where it stands.",
        trained,
        600,
    ),
    Step(
        "what people draw",
        6,
        "strokes.strokes_to_image",
        5,
        "an image from strokes and one of MNIST's must look alike: plt.imshow both. Ink is 1.",
        reads_drawings,
        120,
    ),
]
