"""Changes an image with probability 0.02 only, where a few may stay as they are and not nearly all."""

import torch
from torchvision.transforms import v2

transform = v2.RandomApply([v2.RandomAffine(degrees=15, translate=(0.1, 0.1))], p=0.02)


def augment(images):
    return torch.stack([transform(image.clone()) for image in images])
