"""Shears by up to 60 degrees.

Fails:
    every_image_stays_at_its_place
    the_shape_stays_recognisable
"""

import torch
from torchvision.transforms import InterpolationMode, v2

change = v2.RandomAffine(degrees=0, shear=(-60, 60), interpolation=InterpolationMode.BILINEAR)


def augment(images):
    return torch.stack([change(image) for image in images]).clamp(0, 1)
