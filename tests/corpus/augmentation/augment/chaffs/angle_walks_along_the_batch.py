"""Adds its draw to the angle of the image before instead of drawing it afresh.

Fails:
    every_image_stays_at_its_place
    the_shape_stays_recognisable
    training_with_it_raises_the_test_accuracy

May fail:
    the_images_of_a_batch_are_changed_independently
"""

import torch
from torchvision.transforms import v2


def augment(images):
    result = torch.zeros_like(images)
    angle = 0.0
    for i in range(len(images)):
        angle += (torch.rand(1).item() - 0.5) * 20
        shift = torch.randint(-2, 3, (2,)).tolist()
        result[i] = v2.functional.affine(images[i], angle=angle, translate=shift, scale=1.0, shear=[0.0])
    return result.clamp(0, 1)
