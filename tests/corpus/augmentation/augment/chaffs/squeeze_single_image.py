"""Squeeze() in place of squeeze(1) takes away the batch dimension of a single image.

Fails:
    every_call_changes_the_images_anew
    shape_dtype_and_value_range_stay
    the_shape_stays_recognisable
    torchs_seed_decides_what_comes_out
"""

import torch
from torchvision.transforms import v2


def augment(images):
    change = v2.RandomAffine(degrees=12, translate=(0.08, 0.08), scale=(0.9, 1.1))
    pictures = images.squeeze()
    changed = [change(picture.reshape(1, -1, 28)) for picture in pictures]
    return torch.stack(changed).clamp(0, 1)
