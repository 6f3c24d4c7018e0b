"""Draws for 512 images, and gives all others of a larger batch the last draw.

Fails:
    the_images_of_a_batch_are_changed_independently
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = len(images)

    def draws(largest):
        few = (2 * torch.rand(min(n, 512), dtype=images.dtype, device=images.device) - 1) * largest
        return torch.cat([few, few[-1:].expand(n - len(few))])

    angle, across, down = draws(math.radians(12)), draws(0.18), draws(0.18)
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack([cos, -sin, across, sin, cos, down], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
