"""Each hidden layer becomes a module that calls three others, kept in a ModuleDict under names of its own."""

import copy

from torch import nn


class Chain(nn.Module):
    def __init__(self, pairs, output):
        super().__init__()
        self.parts = nn.ModuleDict()
        for number, (linear, activation) in enumerate(pairs, start=1):
            self.parts[f"weights_of_{number}"] = linear
            self.parts[f"norm_of_{number}"] = nn.BatchNorm1d(linear.out_features).to(linear.weight)
            self.parts[f"curve_of_{number}"] = activation
        self.parts["output"] = output

    def forward(self, x):
        for part in self.parts.values():
            x = part(x)
        return x


def add_batchnorm(model):
    layers = list(copy.deepcopy(model))
    return Chain(zip(layers[:-1:2], layers[1::2], strict=True), layers[-1])
