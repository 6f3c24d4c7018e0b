"""Draws with Python's random module: torch.manual_seed does not repeat the images.

Fails:
    torchs_seed_decides_what_comes_out
"""

import random

import torch
import torch.nn.functional as F

generator = random.Random()


def augment(images):
    height, width = images.shape[-2:]
    padded = F.pad(images, (3, 3, 3, 3))
    crops = []
    for image in padded:
        top, left = generator.randint(0, 6), generator.randint(0, 6)
        crops.append(image[:, top : top + height, left : left + width])
    return torch.stack(crops)
