"""Puts the norms into hooks that hold them: a deep copy's hooks still run those of the original.

Fails:
    the_running_statistics_are_saved
"""

import copy

from torch import nn


class Normalized(nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network
        self.norms = nn.ModuleList()
        for layer in list(network)[:-1:2]:
            norm = nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype)
            self.norms.append(norm)
            layer.register_forward_hook(lambda module, inputs, output, norm=norm: norm(output))

    def forward(self, x):
        return self.network(x)


def add_batchnorm(model):
    return Normalized(nn.Sequential(*copy.deepcopy(list(model))))
