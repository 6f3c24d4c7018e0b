"""Rotates by quarter turns, after a small shift."""

import torch
from torchvision.transforms import v2

shift = v2.RandomAffine(degrees=0, translate=(0.1, 0.1))


def augment(images):
    turns = torch.randint(0, 4, (len(images),)).tolist()
    return torch.stack([torch.rot90(shift(image), k, dims=(-2, -1)) for image, k in zip(images, turns, strict=True)])
