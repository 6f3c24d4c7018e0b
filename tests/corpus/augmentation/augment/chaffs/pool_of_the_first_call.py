"""Draws 500 transformations at the first call, and picks among them from then on, whatever seed was set since.

Fails:
    torchs_seed_decides_what_comes_out
"""

import math

import torch
from torch.nn import functional as F

pool = []


def augment(images):
    if not pool:
        turn, across, down = (2 * torch.rand(3, 500) - 1).unbind()
        cos, sin = (turn * math.pi / 14).cos(), (turn * math.pi / 14).sin()
        rows = [cos, -sin, 0.15 * across, sin, cos, 0.15 * down]
        pool.append(torch.stack(rows, dim=1).view(500, 2, 3))
    theta = pool[0][torch.randint(0, 500, (len(images),))].to(images)
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
