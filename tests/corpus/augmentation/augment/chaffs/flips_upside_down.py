"""Flips half of the images upside down, after a small shift.

Fails:
    every_image_stays_at_its_place
    the_shape_stays_recognisable
"""

import torch
from torchvision.transforms import v2

transform = v2.Compose([v2.RandomAffine(degrees=0, translate=(0.1, 0.1)), v2.RandomVerticalFlip()])


def augment(images):
    return torch.stack([transform(image) for image in images])
