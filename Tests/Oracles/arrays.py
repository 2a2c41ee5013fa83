"""What `stapes run --tensors` leaves in a folder."""
import re

import numpy as np


def place(path):
    """The layer's place among the ops of the imported model."""
    return int(re.search("[0-9]+$", path.stem).group())


def layers(folder):
    """The layers' paths, the last one last."""
    paths = [path for path in folder.glob("*.npy") if not path.stem.startswith("input")]
    # An op's input is reshaped before the op.
    return sorted(paths, key=lambda path: (place(path), not path.stem.startswith("reshape")))


def scores(folder):
    return np.load(layers(folder)[-1])
