"""Draws for 256 images at most: the rest of a larger batch comes back as it was.

Fails:
    the_images_of_a_batch_are_changed_independently
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = min(len(images), 256)
    images, rest = images[:n], images[n:]

    def draws(largest):
        return (2 * torch.rand(n, dtype=images.dtype, device=images.device) - 1) * largest

    angle, across, down = draws(math.radians(12)), draws(0.18), draws(0.18)
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack([cos, -sin, across, sin, cos, down], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return torch.cat([F.grid_sample(images, grid, align_corners=False).clamp(0, 1), rest])
