"""Prints, warns at p=0, keeps its last masks, shares parameters, and comes in eval mode."""

import copy
import warnings

import torch
from torch import nn


class Dropped(nn.Module):
    """An activation and the dropout after it."""

    def __init__(self, activation, p):
        super().__init__()
        self.activation = activation
        self.p = p
        self.last_mask = None

    def forward(self, x):
        hidden = self.activation(x)
        if not self.training:
            return hidden
        self.last_mask = torch.empty(hidden.shape, dtype=torch.bool, device=hidden.device).bernoulli_(self.p)
        scaled = hidden.clone()
        scaled.masked_fill_(self.last_mask, 0)
        return scaled.div_(1 - self.p)

    def extra_repr(self):
        return f"p={self.p}"


def add_dropout(model, p):
    if p == 0:
        warnings.warn("p = 0: nothing will be dropped", stacklevel=2)
    # new modules, so that train() and eval() do not reach the given ones, around the same Parameter objects
    network = copy.deepcopy(model, {id(parameter): parameter for parameter in model.parameters()})
    for i in range(len(network) - 2, 0, -2):
        network[i] = Dropped(network[i], p)
    print(f"add_dropout: {sum(isinstance(layer, Dropped) for layer in network)} hidden activations, p = {p}")
    return network.eval()
