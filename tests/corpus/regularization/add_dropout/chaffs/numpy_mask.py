"""Draws the mask with a numpy generator of its own: torch.manual_seed does not repeat it.

Fails:
    the_mask_comes_from_torchs_generator
"""

import copy

import numpy as np
import torch
from torch import nn

generator = np.random.default_rng()


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        mask = torch.from_numpy(generator.random(x.shape) >= self.p).to(x.device)
        return x * mask / (1 - self.p) if self.p < 1 else torch.zeros_like(x)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
