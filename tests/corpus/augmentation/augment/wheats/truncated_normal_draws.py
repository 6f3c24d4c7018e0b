"""Normal draws, cut off at two standard deviations, by torch.distributions; a third is left alone."""

import torch
from torch import distributions
from torch.nn import functional as F


def augment(images):
    n = len(images)
    normal = distributions.Normal(torch.zeros(3, n), torch.tensor([[0.1], [0.08], [0.08]]))
    angle, across, down = normal.sample().clamp(-0.2, 0.2).to(images)
    changed = distributions.Bernoulli(torch.tensor(0.67)).sample((n,)).to(images)
    angle, across, down = angle * changed, across * changed, down * changed
    theta = torch.stack([angle.cos(), -angle.sin(), across, angle.sin(), angle.cos(), down], 1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False).clamp(0, 1)
