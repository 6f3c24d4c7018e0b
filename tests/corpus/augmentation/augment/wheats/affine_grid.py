"""Rotates, scales, shears and shifts all images at once, with one affine matrix for each image."""

import math

import torch
import torch.nn.functional as F


def augment(images):
    n = len(images)

    def uniform(low, high):
        return torch.empty(n, dtype=images.dtype, device=images.device).uniform_(low, high)

    angle = uniform(-15, 15) * math.pi / 180
    scale = uniform(0.9, 1.1)
    shear = uniform(-0.15, 0.15)
    theta = torch.zeros(n, 2, 3, dtype=images.dtype, device=images.device)
    theta[:, 0, 0] = scale * torch.cos(angle)
    theta[:, 0, 1] = -scale * torch.sin(angle) + shear
    theta[:, 1, 0] = scale * torch.sin(angle)
    theta[:, 1, 1] = scale * torch.cos(angle)
    theta[:, :, 2] = torch.stack([uniform(-0.15, 0.15), uniform(-0.15, 0.15)], dim=1)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", padding_mode="zeros", align_corners=False).clamp(0, 1)
