"""Draws angle and scale per image, but the shift once for the batch.

Fails:
    the_images_of_a_batch_are_changed_independently
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = images.shape[0]
    options = {"dtype": images.dtype, "device": images.device}
    angle = (torch.rand(n, **options) * 2 - 1) * math.radians(12)
    scale = 0.9 + 0.2 * torch.rand(n, **options)
    shift = (torch.rand(1, 2, **options) * 2 - 1) * 2.5 / 14
    theta = torch.zeros(n, 2, 3, **options)
    theta[:, 0, 0] = theta[:, 1, 1] = scale * torch.cos(angle)
    theta[:, 1, 0] = scale * torch.sin(angle)
    theta[:, 0, 1] = -theta[:, 1, 0]
    theta[:, :, 2] = shift
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
