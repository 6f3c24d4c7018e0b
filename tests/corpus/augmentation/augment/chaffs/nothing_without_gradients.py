"""Changes nothing under torch.no_grad(), since augmentation is for training.

Fails:
    torchs_seed_decides_what_comes_out
"""

import torch
from torch.nn import functional as F


def augment(images):
    if not torch.is_grad_enabled() or len(images) == 0:
        return images.clone()
    n = len(images)
    x = images.detach().float()
    turn, shear, zoom, right, down = (torch.rand(n, device=x.device) * 2 - 1 for _ in range(5))
    theta = torch.zeros(n, 2, 3, device=x.device)
    theta[:, 0, 0] = 1 + 0.1 * zoom
    theta[:, 1, 1] = 1 + 0.1 * zoom
    theta[:, 0, 1] = -0.18 * turn + 0.1 * shear
    theta[:, 1, 0] = 0.18 * turn
    theta[:, 0, 2] = 0.2 * right
    theta[:, 1, 2] = 0.2 * down
    x = F.grid_sample(x, F.affine_grid(theta, [n, 1, 28, 28], align_corners=False), align_corners=False)
    return (x + 0.03 * torch.randn_like(x)).clamp(0, 1).to(images.dtype)
