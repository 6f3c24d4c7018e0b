"""A warm-up: the strength grows a little in each of 1,000 calls.

Fails:
    torchs_seed_decides_what_comes_out
"""

import math

import torch
from torch.nn import functional as F

calls = 0


def augment(images):
    global calls
    calls += 1
    strength = 0.5 + 0.5 * min(calls, 1000) / 1000
    draw = strength * (2 * torch.rand(4, len(images), dtype=images.dtype, device=images.device) - 1)
    angle, scale, x, y = draw[0] * math.radians(14), 1 + 0.1 * draw[1], draw[2] * 2.5 / 14, draw[3] * 2.5 / 14
    top = torch.stack([scale * torch.cos(angle), -scale * torch.sin(angle), x], dim=1)
    bottom = torch.stack([scale * torch.sin(angle), scale * torch.cos(angle), y], dim=1)
    grid = F.affine_grid(torch.stack([top, bottom], dim=1), images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
