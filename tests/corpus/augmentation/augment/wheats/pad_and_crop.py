"""Pads with zeros and crops each image at a place of its own."""

import torch
import torch.nn.functional as F


def augment(images):
    n, _, height, width = images.shape
    padded = F.pad(images, (3, 3, 3, 3))
    result = torch.empty_like(images)
    for i in range(n):
        top, left = torch.randint(0, 7, (2,)).tolist()
        result[i] = padded[i, :, top : top + height, left : left + width]
    return result
