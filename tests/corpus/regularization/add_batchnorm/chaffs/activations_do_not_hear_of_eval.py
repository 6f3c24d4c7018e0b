"""Registers only what has parameters: RReLU stays random in eval mode.

Fails:
    in_eval_mode_a_new_network_is_nearly_the_given_one
"""

import copy

from torch import nn


class WithBatchNorm(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.steps = []
        for i, layer in enumerate(copy.deepcopy(model)):
            self.steps.append(layer)
            if isinstance(layer, nn.Linear) and i < len(model) - 1:
                self.steps.append(nn.BatchNorm1d(layer.out_features).to(layer.weight))
        self.learned = nn.ModuleList(layer for layer in self.steps if list(layer.parameters()))

    def forward(self, x):
        for step in self.steps:
            x = step(x)
        return x


def add_batchnorm(model):
    return WithBatchNorm(model)
