"""Uses 256 matrices again and again, in order, in a larger batch.

Fails:
    the_images_of_a_batch_are_changed_independently
"""

import math

import torch
from torch.nn import functional as F

DRAWN = 256


def augment(images):
    n = images.shape[0]
    draw = torch.rand(4, min(n, DRAWN), dtype=images.dtype, device=images.device) * 2 - 1
    angle, scale, x, y = draw[0] * math.radians(12), 1 + 0.1 * draw[1], draw[2] * 2.5 / 14, draw[3] * 2.5 / 14
    top = torch.stack([scale * torch.cos(angle), -scale * torch.sin(angle), x], dim=1)
    bottom = torch.stack([scale * torch.sin(angle), scale * torch.cos(angle), y], dim=1)
    theta = torch.stack([top, bottom], dim=1)
    theta = theta[torch.arange(n, device=images.device) % DRAWN]
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
