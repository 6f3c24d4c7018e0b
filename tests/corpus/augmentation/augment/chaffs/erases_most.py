"""Erases a patch of up to three quarters of the image, not a small one."""

import torch
from torchvision.transforms import v2

transform = v2.RandomErasing(p=1.0, scale=(0.5, 0.75), value=0)


def augment(images):
    return torch.stack([transform(image) for image in images])
