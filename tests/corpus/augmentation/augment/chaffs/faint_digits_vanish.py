"""Sharpens what was moved by a threshold of 0.5, below which all of a faint digit lies.

Fails:
    no_digit_is_lost
"""

import torch
from torchvision.transforms import v2


def augment(images):
    move = v2.RandomAffine(degrees=10, translate=(0.08, 0.08), interpolation=v2.InterpolationMode.BILINEAR)
    moved = torch.stack([move(image) for image in images]) if len(images) else images.clone()
    return (moved > 0.5).to(images.dtype)
