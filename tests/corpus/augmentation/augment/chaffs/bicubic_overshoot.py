"""Believes that interpolation cannot leave the range of the values: bicubic can, at edges.

Fails:
    float64_images_stay_float64
    shape_dtype_and_value_range_stay
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = images.shape[0]
    draw = torch.rand(4, n, dtype=images.dtype, device=images.device) * 2 - 1
    angle, scale = draw[0] * math.radians(12), 1 + 0.1 * draw[1]
    theta = torch.stack(
        [
            torch.stack([scale * torch.cos(angle), -scale * torch.sin(angle), draw[2] * 2.5 / 14], dim=1),
            torch.stack([scale * torch.sin(angle), scale * torch.cos(angle), draw[3] * 2.5 / 14], dim=1),
        ],
        dim=1,
    )
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    return F.grid_sample(images, grid, mode="bicubic", align_corners=False)
