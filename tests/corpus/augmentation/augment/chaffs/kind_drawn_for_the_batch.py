"""Draws once per batch whether its images are turned or shifted, and only how far for each image.

Fails:
    the_images_of_a_batch_are_changed_independently
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = len(images)

    def draws(largest):
        return (2 * torch.rand(n, dtype=images.dtype, device=images.device) - 1) * largest

    angle, across, down = draws(math.radians(12)), draws(0.18), draws(0.18)
    turn = torch.rand(()) < 0.5
    angle, across, down = angle * turn, across * ~turn, down * ~turn
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack([cos, -sin, across, sin, cos, down], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
