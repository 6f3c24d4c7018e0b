"""Moves each image by itself, but turns and scales all of a batch alike.

Fails:
    the_images_of_a_batch_are_changed_independently
"""

import torch
from torch.nn import functional as F
from torchvision.transforms import InterpolationMode, v2


def augment(images):
    turn = v2.RandomAffine(15, scale=(0.85, 1.15), interpolation=InterpolationMode.BILINEAR)
    padded = F.pad(turn(images), (2, 2, 2, 2))
    moved = torch.empty_like(images)
    for i, (down, across) in enumerate(torch.randint(0, 5, (len(images), 2)).tolist()):
        moved[i] = padded[i, :, down : down + 28, across : across + 28]
    return moved.clamp(0, 1)
