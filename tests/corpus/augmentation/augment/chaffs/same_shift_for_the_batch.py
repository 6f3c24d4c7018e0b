"""Draws one shift for the whole batch.

Fails:
    the_images_of_a_batch_are_changed_independently
    training_with_it_raises_the_test_accuracy

May fail:
    a_black_image_stays_nearly_black
"""

import torch
import torch.nn.functional as F


def augment(images):
    height, width = images.shape[-2:]
    top, left = torch.randint(0, 7, (2,)).tolist()
    return F.pad(images, (3, 3, 3, 3))[:, :, top : top + height, left : left + width].clone()
