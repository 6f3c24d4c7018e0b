"""Erases a patch of up to three quarters of the image, not a small one.

Fails:
    every_image_stays_at_its_place
    no_digit_is_lost
    the_shape_stays_recognisable
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import v2

transform = v2.RandomErasing(p=1.0, scale=(0.5, 0.75), value=0)


def augment(images):
    return torch.stack([transform(image) for image in images])
