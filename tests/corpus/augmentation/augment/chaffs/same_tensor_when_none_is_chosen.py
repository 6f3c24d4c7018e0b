"""Returns the given tensor itself where no image of the batch was chosen to be changed.

Fails:
    given_images_and_earlier_results_stay_as_they_were
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = len(images)
    chosen = torch.rand(n) < 0.6
    if not chosen.any():
        return images

    def draws(largest):
        return (2 * torch.rand(n, dtype=images.dtype, device=images.device) - 1) * largest

    angle, across, down = draws(math.radians(12)), draws(0.18), draws(0.18)
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack([cos, -sin, across, sin, cos, down], dim=1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    changed = F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
    return torch.where(chosen.reshape(n, 1, 1, 1), changed, images)
