"""Calls torch.manual_seed inside, so that every call changes the images in the same way.

Fails:
    every_call_changes_the_images_anew
    the_images_of_a_batch_are_changed_independently
    torchs_seed_decides_what_comes_out
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1))


def augment(images):
    torch.manual_seed(42)
    return torch.stack([transform(image) for image in images])
