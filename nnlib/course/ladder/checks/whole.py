"""The last steps: a network is trained with the reader's library, and reads what people drew."""

import numpy as np

from .step import Missed, Step

SIZES = (784, 256, 128, 10)
WANTED = 0.97  # of MNIST's dev images
DRAWN = 0.80  # of drawings by real hands; a network that has seen only MNIST reads fewer of those


def share(right: np.ndarray) -> str:
    """The part that is right in per cent, rounded down: what is below 97 does not look like it."""
    return f"{int(right.sum()) * 1000 // len(right) / 10} %"


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
        raise Missed(f"it reads {share(right)} of the dev images, want {100 * WANTED:.0f} %")
    mine.keep(network)


def reads_drawings(mine) -> str:
    """Strokes → the reader's image → the reader's network → the digit; say what was reached."""
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
    drawn = f"{share(right)} of {len(right)} drawings"
    if right.mean() < DRAWN:
        raise Missed(f"it reads {drawn}, want {100 * DRAWN:.0f} %")
    dev = mine.given("dev")
    known = network.predict(dev["images"]).argmax(axis=1) == dev["labels"]
    read = f"{share(known)} of {len(known):,} dev images"
    return f"Your network reads {read}, and {drawn} by real hands."


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
        600,
    ),
]
