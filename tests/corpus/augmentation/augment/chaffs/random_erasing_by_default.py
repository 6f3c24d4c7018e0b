"""Takes RandomErasing's defaults, whose patch is up to a third of the image.

Fails:
    no_digit_is_lost
    the_shape_stays_recognisable
"""

import torch
from torchvision.transforms import v2


def augment(images):
    move = v2.RandomAffine(degrees=12, translate=(0.08, 0.08), scale=(0.9, 1.1))
    erase = v2.RandomErasing()
    return torch.stack([erase(move(image)) for image in images]).clamp(0, 1)
