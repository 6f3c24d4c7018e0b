"""Returns fresh random images of the right shape that have nothing to do with the given ones.

Fails:
    a_black_image_stays_nearly_black
    every_image_stays_at_its_place
    the_shape_stays_recognisable
    training_with_it_raises_the_test_accuracy
"""

import torch


def augment(images):
    return torch.rand_like(images)
