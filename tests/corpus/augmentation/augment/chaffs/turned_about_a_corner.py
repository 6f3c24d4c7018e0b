"""Turns about the upper left corner, which moves the digit by many pixels.

Fails:
    every_image_stays_at_its_place
    the_shape_stays_recognisable
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = len(images)

    def draws(largest):
        return (2 * torch.rand(n, dtype=images.dtype, device=images.device) - 1) * largest

    angle, across, down = draws(math.radians(12)), draws(0.18), draws(0.18)
    angle = 2 * angle
    cos, sin = angle.cos(), angle.sin()
    across, down = cos - sin - 1, sin + cos - 1
    theta = torch.stack([cos, -sin, across, sin, cos, down], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
