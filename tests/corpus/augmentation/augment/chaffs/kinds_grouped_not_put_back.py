"""Joins the turned and the moved images without putting them back in order.

Fails:
    a_black_image_stays_nearly_black
    every_image_stays_at_its_place
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import InterpolationMode, v2


def augment(images):
    turn = v2.RandomAffine(degrees=14, scale=(0.9, 1.1), interpolation=InterpolationMode.BILINEAR)
    move = v2.RandomAffine(degrees=0, translate=(0.1, 0.1))
    turned = torch.rand(len(images)) < 0.5
    first = [turn(image) for image in images[turned]]
    second = [move(image) for image in images[~turned]]
    return torch.stack(first + second).clamp(0, 1)
