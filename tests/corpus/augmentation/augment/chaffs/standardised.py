"""Standardises the images after the shift: the values are no longer in [0, 1].

Fails:
    float64_images_stay_float64
    shape_dtype_and_value_range_stay
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import v2

transform = v2.Compose([v2.RandomAffine(degrees=10, translate=(0.1, 0.1)), v2.Normalize((0.1307,), (0.3081,))])


def augment(images):
    return torch.stack([transform(image) for image in images])
