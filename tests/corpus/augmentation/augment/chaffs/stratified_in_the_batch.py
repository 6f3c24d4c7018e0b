"""Shares the ranges of angles and shifts out among the images of a batch.

Fails:
    the_images_of_a_batch_are_changed_independently
"""

import torch
from torch.nn import functional as F


def stratified(n, most):
    """N numbers between -most and most, one from each of n equal parts of that range, in random order."""
    return ((torch.randperm(n) + torch.rand(n)) / n * 2 - 1) * most


def augment(images):
    n = len(images)
    if n == 0:
        return images.clone()
    angle, scale = stratified(n, 0.22), 1 + stratified(n, 0.1)
    tx, ty = stratified(n, 0.2), stratified(n, 0.2)
    c, s = scale * angle.cos(), scale * angle.sin()
    theta = torch.stack([c, -s, tx, s, c, ty], dim=1).view(n, 2, 3).to(images.device)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images.detach().float(), grid, align_corners=False).clamp(0, 1).to(images.dtype)
