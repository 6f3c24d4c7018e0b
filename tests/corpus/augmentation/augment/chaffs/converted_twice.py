"""Turns degrees into radians twice, and pixels into grid units twice: next to nothing happens.

Fails:
    training_with_it_raises_the_test_accuracy
"""

import math

import torch
from torch.nn import functional as F

MAX_ANGLE = math.radians(15)
MAX_SHIFT = 3 / 14


def augment(images):
    n = images.shape[0]
    draw = 2 * torch.rand(3, n, dtype=images.dtype, device=images.device) - 1
    angle = torch.deg2rad(draw[0] * MAX_ANGLE)
    x, y = draw[1] * MAX_SHIFT / 14, draw[2] * MAX_SHIFT / 14
    top = torch.stack([torch.cos(angle), -torch.sin(angle), x], dim=1)
    bottom = torch.stack([torch.sin(angle), torch.cos(angle), y], dim=1)
    grid = F.affine_grid(torch.stack([top, bottom], dim=1), images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
