"""Mixes in a little of another image of the batch (mixup).

Fails:
    a_black_image_stays_nearly_black
"""

import torch
from torchvision.transforms import v2


def augment(images):
    change = v2.RandomAffine(degrees=12, translate=(0.08, 0.08), scale=(0.9, 1.1))
    changed = torch.stack([change(image) for image in images])
    others = changed[torch.randperm(len(changed), device=images.device)]
    return (0.85 * changed + 0.15 * others).clamp(0, 1)
