"""Rotates by quarter turns, after a small shift.

Fails:
    every_image_stays_at_its_place
    the_shape_stays_recognisable
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import v2

shift = v2.RandomAffine(degrees=0, translate=(0.1, 0.1))


def augment(images):
    turns = torch.randint(0, 4, (len(images),)).tolist()
    return torch.stack([torch.rot90(shift(image), k, dims=(-2, -1)) for image, k in zip(images, turns, strict=True)])
