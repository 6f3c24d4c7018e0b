"""Adds noise to 8-bit pixels, where 0 - 3 is 253: the background turns white.

Fails:
    a_black_image_stays_nearly_black
    every_image_stays_at_its_place
    the_shape_stays_recognisable
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import v2


def augment(images):
    change = v2.RandomAffine(degrees=12, translate=(0.08, 0.08), scale=(0.9, 1.1))
    changed = torch.stack([change(image) for image in images]).clamp(0, 1)
    pixels = (changed * 255).round().to(torch.uint8)
    noise = torch.randint(-5, 6, pixels.shape, device=images.device).to(torch.uint8)
    return (pixels + noise).to(images.dtype) / 255
