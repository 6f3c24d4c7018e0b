"""Stores p on the class: a second call changes the p of the first network.

Fails:
    every_value_of_every_call_is_dropped_on_its_own
"""

import copy

from torch import nn
from torch.nn import functional as F


class Dropout(nn.Module):
    def forward(self, hidden):
        return F.dropout(hidden, p=self.p, training=self.training)


def add_dropout(model, p):
    Dropout.p = p
    layers = []
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(Dropout())
    return nn.Sequential(*layers)
