"""Loses the channel dimension: (N, 28, 28) in place of (N, 1, 28, 28)."""

import torch
from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1))


def augment(images):
    return torch.cat([transform(image) for image in images])
