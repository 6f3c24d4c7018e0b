"""Rotates by up to 180 degrees either way, where about 30 is the limit.

Fails:
    every_image_stays_at_its_place
    the_shape_stays_recognisable
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import v2

transform = v2.RandomRotation(180, interpolation=v2.InterpolationMode.BILINEAR)


def augment(images):
    return torch.stack([transform(image) for image in images])
