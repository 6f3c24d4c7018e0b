"""Writes the result into a buffer that is kept, so the next call overwrites it.

Fails:
    every_call_changes_the_images_anew
    given_images_and_earlier_results_stay_as_they_were
    torchs_seed_decides_what_comes_out
"""

import torch
from torch.nn import functional as F

buffers = {}


def augment(images):
    n = len(images)
    key = (images.shape, images.dtype, images.device)
    if key not in buffers:
        buffers[key] = torch.empty(images.shape, dtype=images.dtype, device=images.device)
    u = (2 * torch.rand(4, n, 1) - 1).to(images)
    angle, scale, x, y = 0.2 * u[0], 1 + 0.1 * u[1], 0.16 * u[2], 0.16 * u[3]
    top = torch.cat([scale * angle.cos(), -scale * angle.sin(), x], dim=1)
    bottom = torch.cat([scale * angle.sin(), scale * angle.cos(), y], dim=1)
    grid = F.affine_grid(torch.stack([top, bottom], dim=1), images.shape, align_corners=False)
    buffers[key].copy_(F.grid_sample(images, grid, align_corners=False).clamp(0, 1))
    return buffers[key]
