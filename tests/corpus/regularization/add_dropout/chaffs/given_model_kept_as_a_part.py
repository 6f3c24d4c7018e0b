"""Keeps a copy of the given model beside its own layers: parameters that nothing uses count as its own.

Fails:
    the_parameters_can_still_be_trained
"""

import copy

from torch import nn


class WithDropout(nn.Module):
    def __init__(self, model, p):
        super().__init__()
        self.original = copy.deepcopy(model)
        layers = []
        previous = None
        for layer in copy.deepcopy(model):
            layers.append(layer)
            if isinstance(previous, (nn.Linear, nn.Conv2d)):
                layers.append(nn.Dropout(p))
            previous = layer
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


def add_dropout(model, p):
    return WithDropout(model, p)
