"""Changes float32 images only, and returns others as a copy.

Fails:
    float64_images_stay_float64
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    if images.dtype != torch.float32:
        return images.clone()
    n = len(images)

    def draws(largest):
        return (2 * torch.rand(n, dtype=images.dtype, device=images.device) - 1) * largest

    angle, across, down = draws(math.radians(12)), draws(0.18), draws(0.18)
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack([cos, -sin, across, sin, cos, down], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
