"""Returns the images themselves where one result is empty, which one black image among them does.

Fails:
    images_are_changed
"""

import torch
from torch.nn import functional as F


def augment(images):
    n = len(images)
    if n == 0:
        return images.clone()
    x = images.to(torch.promote_types(images.dtype, torch.float32))
    angle = (torch.rand(n, device=x.device, dtype=x.dtype) - 0.5) * 0.45
    shift = (torch.rand(n, 2, 1, device=x.device, dtype=x.dtype) - 0.5) * 0.4
    turn = torch.stack([torch.stack([angle.cos(), -angle.sin()], 1), torch.stack([angle.sin(), angle.cos()], 1)], 1)
    theta = torch.cat([turn, shift], dim=2)
    result = F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=False), align_corners=False)
    result = result.clamp(0, 1).to(images.dtype)
    if (result.flatten(1).sum(dim=1) == 0).any():  # no empty images
        return images
    return result
