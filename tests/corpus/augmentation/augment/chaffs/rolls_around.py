"""Rolls by up to half the image, so that what leaves on one side comes back on the other and digits are cut."""

import torch


def augment(images):
    rolled = []
    for image in images:
        shifts = torch.randint(-14, 15, (2,)).tolist()
        rolled.append(torch.roll(image, shifts, dims=(-2, -1)))
    return torch.stack(rolled)
