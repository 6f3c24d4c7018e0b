"""Draws by Python's random where there is one image only.

Fails:
    torchs_seed_decides_what_comes_out
"""

import math
import random

import torch
from torch.nn import functional as F


def augment(images):
    n = len(images)

    def draws(largest):
        if n == 1:
            return images.new_tensor([random.uniform(-largest, largest)])
        return (2 * torch.rand(n, dtype=images.dtype, device=images.device) - 1) * largest

    angle, across, down = draws(math.radians(12)), draws(0.18), draws(0.18)
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack([cos, -sin, across, sin, cos, down], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
