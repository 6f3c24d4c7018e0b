"""Erases on the whole batch, at one place in all images, which are moved one by one.

Fails:
    the_images_of_a_batch_are_changed_independently
"""

import torch
from torch.nn import functional as F
from torchvision.transforms import v2

erase = v2.RandomErasing(p=1.0, scale=(0.02, 0.03), ratio=(0.6, 1.6), value=0)


def augment(images):
    n = len(images)
    if n == 0:
        return images.clone()
    x = images.detach().float()
    angle = (torch.rand(n, device=x.device) * 2 - 1) * 0.2
    scale = 1 + (torch.rand(n, device=x.device) * 2 - 1) * 0.1
    shift = (torch.rand(n, 2, device=x.device) * 2 - 1) * 0.18
    theta = torch.zeros(n, 2, 3, device=x.device)
    theta[:, 0, 0] = theta[:, 1, 1] = scale * angle.cos()
    theta[:, 0, 1] = -scale * angle.sin()
    theta[:, 1, 0] = scale * angle.sin()
    theta[:, :, 2] = shift
    x = F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=False), align_corners=False)
    return erase(x).clamp(0, 1).to(images.dtype)
