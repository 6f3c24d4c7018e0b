"""The numbers come from torch, but Python's random picks the transformation.

Fails:
    torchs_seed_decides_what_comes_out
"""

import random

import torch
from torchvision.transforms import InterpolationMode, v2

KINDS = [
    v2.RandomAffine(degrees=14, interpolation=InterpolationMode.BILINEAR),
    v2.RandomAffine(degrees=0, translate=(0.1, 0.1)),
    v2.RandomAffine(degrees=0, scale=(0.9, 1.1), shear=12, interpolation=InterpolationMode.BILINEAR),
]


def augment(images):
    return torch.stack([random.choice(KINDS)(image) for image in images]).clamp(0, 1)
