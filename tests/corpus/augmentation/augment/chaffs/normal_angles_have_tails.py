"""Takes a standard deviation of 20 degrees for "up to 20 degrees".

Fails:
    the_shape_stays_recognisable
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = images.shape[0]
    angle = (torch.randn(n) * math.radians(20)).to(images)
    shift = ((torch.rand(2, n) * 2 - 1) * 2 / 14).to(images)
    top = torch.stack([torch.cos(angle), -torch.sin(angle), shift[0]], dim=1)
    bottom = torch.stack([torch.sin(angle), torch.cos(angle), shift[1]], dim=1)
    grid = F.affine_grid(torch.stack([top, bottom], dim=1), images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
