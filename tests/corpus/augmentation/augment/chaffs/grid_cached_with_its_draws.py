"""Caches the grid per size to be faster, and with it the angles and shifts.

Fails:
    the_images_of_a_batch_are_changed_independently
    torchs_seed_decides_what_comes_out
    training_with_it_raises_the_test_accuracy
"""

import functools
import math

import torch
from torch.nn import functional as F


@functools.cache
def grid_for(size, dtype, device):
    draw = 2 * torch.rand(4, size[0], dtype=dtype, device=device) - 1
    angle, scale, x, y = draw[0] * math.radians(12), 1 + 0.1 * draw[1], draw[2] * 2.5 / 14, draw[3] * 2.5 / 14
    top = torch.stack([scale * torch.cos(angle), -scale * torch.sin(angle), x], dim=1)
    bottom = torch.stack([scale * torch.sin(angle), scale * torch.cos(angle), y], dim=1)
    return F.affine_grid(torch.stack([top, bottom], dim=1), size, align_corners=False)


def augment(images):
    moved = F.grid_sample(images, grid_for(images.shape, images.dtype, images.device), align_corners=False)
    return (moved + 0.02 * torch.randn_like(moved)).clamp(0, 1)
