"""Adds the same noise image to every image of the batch.

Fails:
    the_images_of_a_batch_are_changed_independently
    training_with_it_raises_the_test_accuracy
"""

import torch


def augment(images):
    noise = 0.15 * torch.randn_like(images[:1])
    return (images + noise).clamp(0, 1)
