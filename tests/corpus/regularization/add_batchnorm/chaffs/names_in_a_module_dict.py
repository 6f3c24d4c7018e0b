"""Keeps the normalizations in an nn.ModuleDict by the names of their layers, which may not be called "keys".

Fails:
    in_eval_mode_a_new_network_is_nearly_the_given_one
"""

import copy

from torch import nn


class Normalized(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = layers
        self.norms = nn.ModuleDict()
        for name, layer in list(layers.named_children())[:-1]:
            if isinstance(layer, nn.Linear):
                self.norms[name] = nn.BatchNorm1d(layer.out_features).to(layer.weight)

    def forward(self, x):
        for name, layer in self.layers._modules.items():
            x = layer(x)
            if name in self.norms:
                x = self.norms[name](x)
        return x


def add_batchnorm(model):
    return Normalized(copy.deepcopy(model))
