"""Is a module of its own that calls F.dropout with training=self.training."""

import copy

import torch.nn.functional as F
from torch import nn


class WithDropout(nn.Module):
    def __init__(self, model, p):
        super().__init__()
        self.layers = nn.ModuleList(copy.deepcopy(list(model)))
        self.p = p

    def forward(self, x):
        after_weights = False
        for layer in self.layers:
            x = layer(x)
            if after_weights:
                x = F.dropout(x, self.p, training=self.training)
            after_weights = isinstance(layer, (nn.Linear, nn.Conv2d))
        return x


def add_dropout(model, p):
    return WithDropout(model, p)
