"""Erases pixels by dropout, which also divides those that stay by 1 - p.

Fails:
    float64_images_stay_float64
    shape_dtype_and_value_range_stay
"""

import torch
from torch.nn import functional as F
from torchvision.transforms import v2


def augment(images):
    change = v2.RandomAffine(degrees=12, translate=(0.08, 0.08), scale=(0.9, 1.1))
    changed = torch.stack([change(image) for image in images]).clamp(0, 1)
    return F.dropout(changed, p=0.05, training=True)
