"""Asks a copy of the given model in eval mode, which does not learn what the new network learns.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

from torch import nn


class WithDropout(nn.Sequential):
    def forward(self, x):
        return super().forward(x) if self.training else self.given[0](x)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    network = WithDropout(*layers)
    network.given = [copy.deepcopy(model).eval()]  # in a list, so that its parameters are not counted
    return network
