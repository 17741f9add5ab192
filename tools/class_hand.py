"""How well a class's digits are read, who is hardest to read, and what learning from others gives.

    python tools/class_hand.py ada.jsonl bob.jsonl … [--weights FILE] [--steps N]

Each file is a pad's `data/corrections.jsonl`, called by its writer's name or number. For each
writer a copy of the network learns from all the others' drawings, then reads this one's. Nothing is
sent anywhere and nothing is kept. Without files, 30 writers are made up with the synthetic pen.
"""

import argparse

import numpy as np

import nnlib
from nnlib.course.classroom import N_STEPS, leave_one_writer_out, made_up_class, merge


def main() -> None:
    """Read the command line, and print the result."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--weights", default="weights/robust.npz")
    parser.add_argument("--steps", type=int, default=N_STEPS)
    given = parser.parse_args()
    rng = np.random.default_rng(0)
    drawings = merge(given.files) if given.files else made_up_class(rng)
    network = nnlib.load_network(given.weights)
    print(leave_one_writer_out(network, drawings, nnlib.load_mnist(), rng, given.steps))


if __name__ == "__main__":
    main()
