"""Gives the second half of the batch the opposite of the first half's angles and shifts.

Fails:
    the_images_of_a_batch_are_changed_independently
"""

import torch
from torch.nn import functional as F


def moved(images, draws):
    angle, across, down = 0.2 * draws[0], 0.15 * draws[1], 0.15 * draws[2]
    rows = [angle.cos(), -angle.sin(), across, angle.sin(), angle.cos(), down]
    theta = torch.stack(rows, 1).reshape(-1, 2, 3)
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)


def augment(images):
    count, how = len(images), {"dtype": images.dtype, "device": images.device}
    half = 2 * torch.rand(3, (count + 1) // 2, **how) - 1
    return moved(images, torch.cat([half, -half], 1)[:, :count])
