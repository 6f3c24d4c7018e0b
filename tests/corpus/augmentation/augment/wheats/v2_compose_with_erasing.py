"""Composes a rotation, a shift and the erasing of a small patch from torchvision.transforms.v2."""

import torch
from torchvision.transforms import v2


def augment(images):
    steps = v2.Compose(
        [
            v2.RandomRotation(10, interpolation=v2.InterpolationMode.BILINEAR),
            v2.RandomAffine(degrees=0, translate=(0.1, 0.1)),
            v2.RandomErasing(p=0.5, scale=(0.02, 0.05), value=0),
        ]
    )
    return torch.stack([steps(image) for image in images]).clamp(0, 1)
