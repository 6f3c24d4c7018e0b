"""Shifts by up to 26 pixels, so that many images are empty."""

import torch
import torch.nn.functional as F


def augment(images):
    height, width = images.shape[-2:]
    padded = F.pad(images, (26, 26, 26, 26))
    crops = []
    for image in padded:
        top, left = torch.randint(0, 53, (2,)).tolist()
        crops.append(image[:, top : top + height, left : left + width])
    return torch.stack(crops)
