"""Switches itself to eval mode before each forward pass, so nothing is ever dropped."""

import copy

from torch import nn


class Network(nn.Sequential):
    def forward(self, x):
        self.eval()
        return super().forward(x)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return Network(*layers)
