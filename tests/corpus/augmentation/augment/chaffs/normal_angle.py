"""Draws the angle from a normal distribution of 15 degrees: one image in 80 is turned by more than 37 degrees.

Fails:
    the_shape_stays_recognisable
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = len(images)
    angle = torch.randn(n, dtype=images.dtype, device=images.device) * math.radians(15)
    shift = (2 * torch.rand(n, 2, dtype=images.dtype, device=images.device) - 1) * 2 / 14
    rotation = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()], dim=1).view(n, 2, 2)
    theta = torch.cat([rotation, shift.unsqueeze(2)], dim=2)
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
