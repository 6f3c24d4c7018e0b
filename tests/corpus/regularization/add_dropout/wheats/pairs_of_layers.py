"""Walks through pairs of layer and activation, with the output layer apart."""

import copy

from torch import nn
from torch.nn import functional as F


class Dropping(nn.Module):
    def __init__(self, network, p):
        super().__init__()
        self.network, self.p = network, p

    def forward(self, x):
        *hidden, output = self.network
        for linear, activation in zip(hidden[::2], hidden[1::2], strict=True):
            x = F.dropout(activation(linear(x)), self.p, training=self.training)
        return output(x)


def add_dropout(model, p):
    return Dropping(copy.deepcopy(model), p)
