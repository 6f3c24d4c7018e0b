"""Returns fresh random images of the right shape that have nothing to do with the given ones."""

import torch


def augment(images):
    return torch.rand_like(images)
