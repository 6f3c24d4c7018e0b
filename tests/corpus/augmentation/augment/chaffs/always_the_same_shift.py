"""Shifts each image by two pixels to the right: nothing about it is random."""

import torch.nn.functional as F


def augment(images):
    width = images.shape[-1]
    return F.pad(images, (2, 0))[..., :width].clone()
