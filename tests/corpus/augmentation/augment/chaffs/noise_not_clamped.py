"""Adds noise after the shift and does not clamp: values leave [0, 1].

Fails:
    float64_images_stay_float64
    shape_dtype_and_value_range_stay
"""

import torch
from torchvision.transforms import v2

shift = v2.RandomAffine(degrees=0, translate=(0.1, 0.1))


def augment(images):
    shifted = torch.stack([shift(image) for image in images])
    return shifted + 0.1 * torch.randn_like(shifted)
