"""Torch.distributions.Bernoulli, with one sample of the values' shape."""

import copy

from torch import nn
from torch.distributions import Bernoulli


class Drop(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x
        kept = Bernoulli(1 - self.p).sample(x.shape).to(x)
        return x.mul(kept).mul(1 / (1 - self.p))


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
