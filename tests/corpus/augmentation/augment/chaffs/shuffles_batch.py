"""Returns the images in another order, so that they no longer belong to their labels.

Fails:
    a_black_image_stays_nearly_black
    every_image_stays_at_its_place
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1))


def augment(images):
    order = torch.randperm(len(images))
    return torch.stack([transform(images[i]) for i in order])
