"""Applies torchvision's RandomAffine to one image after the other, since it draws once per call."""

import torch
from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1), scale=(0.9, 1.1), shear=5)


def augment(images):
    return torch.stack([transform(image) for image in images])
