"""Leaves every other image as it was, the even or the odd ones, by one throw for the batch.

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
    draws = 2 * torch.rand(3, count, **how) - 1
    still = (torch.arange(count, device=images.device) + torch.randint(0, 2, ())) % 2 == 0
    return torch.where(still[:, None, None, None], images, moved(images, draws))
