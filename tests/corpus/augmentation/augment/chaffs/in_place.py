"""Writes the shifted images into the batch it was given.

Fails:
    given_images_and_earlier_results_stay_as_they_were
    training_with_it_raises_the_test_accuracy
"""

import torch
from torchvision.transforms import v2

transform = v2.RandomAffine(degrees=15, translate=(0.1, 0.1))


def augment(images):
    with torch.no_grad():
        for i in range(len(images)):
            images[i] = transform(images[i])
    return images
