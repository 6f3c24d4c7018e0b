"""Data augmentation that keeps a digit's meaning."""

from __future__ import annotations

import math

import torch
from torch.nn import functional

MAX_SHIFT = 2.5  # pixels
MAX_ANGLE = math.radians(12)
MAX_SCALE = 0.1


def augment(images: torch.Tensor) -> torch.Tensor:
    """Return new images, each shifted, turned and scaled a little by its own random amounts.

    ``torchvision.transforms.v2.RandomAffine`` does the same, with one draw per call: called on a batch it moves all
    images alike, so it has to be called once per image, which is slow. Here one `grid_sample` does the whole batch.

    Args:
        images: float tensor (N, C, H, W) with values in [0, 1]. It is left as it is.

    Returns:
        A tensor of the same shape, dtype and device with values in [0, 1]; what comes in from outside is 0.
    """
    count, _, height, width = images.shape
    draws = torch.rand(4, count, dtype=images.dtype, device=images.device) * 2 - 1
    angle, scale = draws[0] * MAX_ANGLE, 1 + draws[1] * MAX_SCALE
    across, down = draws[2] * MAX_SHIFT * 2 / width, draws[3] * MAX_SHIFT * 2 / height
    cos, sin = scale * angle.cos(), scale * angle.sin()
    theta = torch.stack([torch.stack([cos, -sin, across], 1), torch.stack([sin, cos, down], 1)], 1)
    grid = functional.affine_grid(theta, list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, align_corners=False).clamp(0, 1)
