"""Shifts each image by two pixels to the right: nothing about it is random.

Fails:
    every_call_changes_the_images_anew
    the_images_of_a_batch_are_changed_independently
    torchs_seed_decides_what_comes_out
    training_with_it_raises_the_test_accuracy
"""

import torch.nn.functional as F


def augment(images):
    width = images.shape[-1]
    return F.pad(images, (2, 0))[..., :width].clone()
