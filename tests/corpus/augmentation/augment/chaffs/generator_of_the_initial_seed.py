"""Gives its generator torch.initial_seed(), so that the calls after one manual_seed are all alike.

Fails:
    every_call_changes_the_images_anew
    training_with_it_raises_the_test_accuracy
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = len(images)
    generator = torch.Generator().manual_seed(torch.initial_seed())

    def draws(largest):
        return (2 * torch.rand(n, dtype=images.dtype, generator=generator) - 1) * largest

    angle, across, down = draws(math.radians(12)), draws(0.18), draws(0.18)
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack([cos, -sin, across, sin, cos, down], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
