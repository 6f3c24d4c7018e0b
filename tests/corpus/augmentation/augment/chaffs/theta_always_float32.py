"""Builds theta in torch's default dtype, whatever the images are.

Fails:
    float64_images_stay_float64
    given_images_and_earlier_results_stay_as_they_were
    torchs_seed_decides_what_comes_out
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = images.shape[0]
    angle = (torch.rand(n) * 2 - 1) * math.radians(12)
    scale = 0.9 + 0.2 * torch.rand(n)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = scale * torch.cos(angle)
    theta[:, 0, 1] = -scale * torch.sin(angle)
    theta[:, 1, 0] = scale * torch.sin(angle)
    theta[:, 1, 1] = scale * torch.cos(angle)
    theta[:, :, 2] = (torch.rand(n, 2) * 2 - 1) * 2.5 / 14
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
