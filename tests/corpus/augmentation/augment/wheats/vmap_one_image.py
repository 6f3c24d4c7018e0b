"""The function is written for one image, and torch.func.vmap makes it one for batches."""

import torch
from torch.nn import functional as F


def _change_one(image):
    """Turn, scale, shear and shift an image of shape (1, 28, 28)."""
    u = 2 * torch.rand(6, dtype=image.dtype, device=image.device) - 1
    angle, shear, scale_x, scale_y = 0.2 * u[0], 0.12 * u[1], 1 + 0.1 * u[2], 1 + 0.1 * u[3]
    zero, one = torch.zeros_like(angle), torch.ones_like(angle)
    turn = torch.stack([torch.cos(angle), -torch.sin(angle), torch.sin(angle), torch.cos(angle)]).reshape(2, 2)
    lean = torch.stack([one, shear, zero, one]).reshape(2, 2)
    matrix = turn @ lean @ torch.diag(torch.stack([scale_x, scale_y]))
    theta = torch.cat([matrix, 0.18 * u[4:].unsqueeze(1)], dim=1)
    side = (torch.arange(28, dtype=image.dtype, device=image.device) + 0.5) / 14 - 1
    y, x = torch.meshgrid(side, side, indexing="ij")
    grid = torch.stack([x, y, torch.ones_like(x)], dim=-1) @ theta.T
    return F.grid_sample(image.unsqueeze(0), grid.unsqueeze(0), align_corners=False).squeeze(0)


def augment(images):
    return torch.func.vmap(_change_one, randomness="different")(images).clamp(0, 1)
