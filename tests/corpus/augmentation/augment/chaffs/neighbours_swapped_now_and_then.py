"""Swaps one image in twenty with the next.

Fails:
    a_black_image_stays_nearly_black
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = len(images)

    def draws(largest):
        return (2 * torch.rand(n, dtype=images.dtype, device=images.device) - 1) * largest

    angle, across, down = draws(math.radians(12)), draws(0.18), draws(0.18)
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack([cos, -sin, across, sin, cos, down], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    result = F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
    for i in (torch.rand(n - 1) < 0.05).nonzero().flatten().tolist() if n > 1 else []:
        result[[i, i + 1]] = result[[i + 1, i]]
    return result
