"""Scales by up to 2.5, where 1.1 is gentle: digits are cut off.

Fails:
    no_digit_is_lost
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
    scale = 0.7 + draws(0.3)
    cos, sin = scale * angle.cos(), scale * angle.sin()
    theta = torch.stack([cos, -sin, across, sin, cos, down], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
