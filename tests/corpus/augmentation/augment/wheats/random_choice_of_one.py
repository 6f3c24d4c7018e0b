"""Does one thing to each image, chosen at random: shift, rotation or scale."""

import torch
from torchvision.transforms import v2

choices = v2.RandomChoice(
    [
        v2.RandomAffine(degrees=0, translate=(0.12, 0.12)),
        v2.RandomAffine(degrees=20, interpolation=v2.InterpolationMode.BILINEAR),
        v2.RandomAffine(degrees=0, scale=(0.8, 1.2), interpolation=v2.InterpolationMode.BILINEAR),
    ]
)


def augment(images):
    result = torch.empty_like(images)
    for i, image in enumerate(images):
        result[i] = choices(image)
    return result
