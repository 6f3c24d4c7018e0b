"""Takes its dropouts out in eval mode, and does not put them back.

Fails:
    every_value_of_every_call_is_dropped_on_its_own
"""

import copy

from torch import nn


class WithDropout(nn.Sequential):
    def train(self, mode=True):
        if not mode:
            for layer in self:
                if isinstance(layer, nn.Dropout):
                    layer.p = 0.0
        return super().train(mode)


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return WithDropout(*layers).train()
