"""Rolls by up to half the image, so that what leaves on one side comes back on the other and digits are cut.

Fails:
    every_image_stays_at_its_place
    the_shape_stays_recognisable
    training_with_it_raises_the_test_accuracy
"""

import torch


def augment(images):
    rolled = []
    for image in images:
        shifts = torch.randint(-14, 15, (2,)).tolist()
        rolled.append(torch.roll(image, shifts, dims=(-2, -1)))
    return torch.stack(rolled)
