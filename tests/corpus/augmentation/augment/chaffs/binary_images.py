"""Thresholds the shifted images and returns booleans."""

import torch
from torchvision.transforms import v2

shift = v2.RandomAffine(degrees=0, translate=(0.1, 0.1))


def augment(images):
    return torch.stack([shift(image) for image in images]) > 0.5
