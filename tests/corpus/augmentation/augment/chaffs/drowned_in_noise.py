"""Adds noise so strong that the digit is hardly left: it no longer keeps its meaning.

Fails:
    a_black_image_stays_nearly_black
    every_image_stays_at_its_place
    the_shape_stays_recognisable
    training_with_it_raises_the_test_accuracy
"""

import torch


def augment(images):
    return (0.1 * images + torch.rand_like(images)).clamp(0, 1)
