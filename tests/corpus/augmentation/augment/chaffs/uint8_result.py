"""Returns bytes from 0 to 255 in place of floats from 0 to 1."""

import torch
from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1))


def augment(images):
    changed = torch.stack([transform(image) for image in images])
    return (changed * 255).to(torch.uint8)
