"""Draws with a numpy generator: torch.manual_seed does not repeat the images.

Fails:
    torchs_seed_decides_what_comes_out
"""

import numpy as np
import torch
import torch.nn.functional as F

generator = np.random.default_rng()


def augment(images):
    height, width = images.shape[-2:]
    padded = F.pad(images, (3, 3, 3, 3))
    corners = generator.integers(0, 7, size=(len(images), 2))
    crops = [padded[i, :, top : top + height, left : left + width] for i, (top, left) in enumerate(corners)]
    return torch.stack(crops)
