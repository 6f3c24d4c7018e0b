"""Works in blocks of 128 images and forgets the last, smaller block.

Fails:
    no_digit_is_lost
    the_images_of_a_batch_are_changed_independently
"""

import math

import torch
from torch.nn import functional as F

BLOCK = 128


def change_block(images):
    draw = 2 * torch.rand(4, len(images), dtype=images.dtype, device=images.device) - 1
    angle, scale, x, y = draw[0] * math.radians(12), 1 + 0.1 * draw[1], draw[2] * 2.5 / 14, draw[3] * 2.5 / 14
    top = torch.stack([scale * torch.cos(angle), -scale * torch.sin(angle), x], dim=1)
    bottom = torch.stack([scale * torch.sin(angle), scale * torch.cos(angle), y], dim=1)
    grid = F.affine_grid(torch.stack([top, bottom], dim=1), images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).clamp(0, 1)


def augment(images):
    if len(images) <= BLOCK:
        return change_block(images)
    result = torch.zeros_like(images)
    for block in range(len(images) // BLOCK):
        place = slice(block * BLOCK, (block + 1) * BLOCK)
        result[place] = change_block(images[place])
    return result
