"""Draws one movement for two neighbours, so that images 0 and 1, 2 and 3 and so on move alike.

Fails:
    the_images_of_a_batch_are_changed_independently
"""

import torch
from torch.nn import functional as F


def augment(images):
    n, kind = len(images), {"dtype": images.dtype, "device": images.device}
    half = (n + 1) // 2
    angle = 0.4 * torch.rand(half, **kind) - 0.2
    shift = 0.3 * torch.rand(half, 2, **kind) - 0.15
    top = torch.stack([angle.cos(), -angle.sin(), shift[:, 0]], dim=1)
    bottom = torch.stack([angle.sin(), angle.cos(), shift[:, 1]], dim=1)
    theta = torch.stack([top, bottom], dim=1).repeat_interleave(2, dim=0)[:n]
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
