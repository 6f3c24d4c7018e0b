"""A torch.Generator made once, with a seed of its own, is deaf to torch.manual_seed.

Fails:
    torchs_seed_decides_what_comes_out
"""

import math

import torch
from torch.nn import functional as F

GENERATOR = torch.Generator().manual_seed(0)


def augment(images):
    draw = (torch.rand(4, len(images), generator=GENERATOR) * 2 - 1).to(images)
    angle, scale, x, y = draw[0] * math.radians(12), 1 + 0.1 * draw[1], draw[2] * 2.5 / 14, draw[3] * 2.5 / 14
    top = torch.stack([scale * torch.cos(angle), -scale * torch.sin(angle), x], dim=1)
    bottom = torch.stack([scale * torch.sin(angle), scale * torch.cos(angle), y], dim=1)
    grid = F.affine_grid(torch.stack([top, bottom], dim=1), images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
