"""A deep copy whose class is exchanged for a subclass of Sequential with a forward of its own."""

import copy

from torch import nn
from torch.nn import functional as F


class DroppingSequential(nn.Sequential):
    def forward(self, x):
        last = len(self) - 1
        after_layer = False
        for i, layer in enumerate(self):
            x = layer(x)
            if after_layer and i < last:
                x = F.dropout(x, p=self.drop_probability, training=self.training)
                after_layer = False
            else:
                after_layer = isinstance(layer, (nn.Linear, nn.Conv2d))
        return x


def add_dropout(model, p):
    result = copy.deepcopy(model)
    result.__class__ = DroppingSequential
    result.drop_probability = p
    return result
