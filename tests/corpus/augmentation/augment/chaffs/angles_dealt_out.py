"""Deals evenly spaced angles out to the images: no two draws are independent.

Fails:
    every_call_changes_the_images_anew
    the_images_of_a_batch_are_changed_independently
"""

import math

import torch
from torch.nn import functional as F


def augment(images):
    n = images.shape[0]
    angle = torch.linspace(-math.radians(12), math.radians(12), n)[torch.randperm(n)].to(images)
    nil = torch.zeros_like(angle)
    top = torch.stack([torch.cos(angle), -torch.sin(angle), nil], dim=1)
    bottom = torch.stack([torch.sin(angle), torch.cos(angle), nil], dim=1)
    grid = F.affine_grid(torch.stack([top, bottom], dim=1), images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)
