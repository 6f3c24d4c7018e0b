"""Changes an image with probability 0.02 only, where a few may stay as they are and not nearly all.

Fails:
    every_call_changes_the_images_anew
    the_images_of_a_batch_are_changed_independently
    torchs_seed_decides_what_comes_out

May fail:
    images_are_changed
"""

import torch
from torchvision.transforms import v2

transform = v2.RandomApply([v2.RandomAffine(degrees=15, translate=(0.1, 0.1))], p=0.02)


def augment(images):
    return torch.stack([transform(image.clone()) for image in images])
