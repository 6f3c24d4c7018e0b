"""Seeds torch anew at its end: only the first call after a seed is reproducible.

Fails:
    torchs_seed_decides_what_comes_out
"""

import torch
from torchvision.transforms import v2

move = v2.RandomAffine(
    degrees=12, translate=(0.1, 0.1), scale=(0.9, 1.1), shear=5, interpolation=v2.InterpolationMode.BILINEAR
)


def augment(images):
    if len(images) == 0:
        return images.clone()
    changed = torch.stack([move(image.detach().float()) for image in images]).clamp(0, 1)
    torch.seed()  # a fresh T for the next call
    return changed.to(images.dtype)
