"""A child generator for each image, seeded by a number from torch's own."""

import torch
from torch.nn import functional as F


def augment(images):
    seeds = torch.randint(2**40, (len(images),)).tolist()
    changed = []
    for image, seed in zip(images, seeds, strict=True):
        generator = torch.Generator().manual_seed(seed)
        left, up = torch.randint(0, 5, (2,), generator=generator).tolist()
        noise = torch.randn(image.shape, generator=generator, dtype=image.dtype)
        moved = F.pad(image, (2, 2, 2, 2))[:, up : up + 28, left : left + 28]
        changed.append((moved + 0.03 * noise).clamp(0, 1))
    return torch.stack(changed)
