"""Turns half of the images by 180 degrees, after a small shift: 6 becomes 9.

Fails:
    every_image_stays_at_its_place
    the_shape_stays_recognisable

May fail:
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import v2

shift = v2.RandomAffine(degrees=0, translate=(0.1, 0.1))


def augment(images):
    turned = torch.rand(len(images)) < 0.5
    shifted = [shift(image) for image in images]
    return torch.stack([s.flip(-1, -2) if t else s for s, t in zip(shifted, turned, strict=True)])
