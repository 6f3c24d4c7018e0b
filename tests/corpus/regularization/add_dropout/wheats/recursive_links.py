"""A recursive module (layer, activation, rest) with other parameter names; masks drawn in float64."""

import copy

import torch
from torch import nn


class Link(nn.Module):
    def __init__(self, layers, p):
        super().__init__()
        self.p = p
        self.layer, *others = layers
        if isinstance(self.layer, nn.Flatten) and others:
            self.activation = None
            self.rest = Link(others, p)
        elif others:
            self.activation, *others = others
            self.rest = Link(others, p)

    def thinned(self, hidden):
        keep = torch.full(hidden.shape, 1 - self.p, dtype=torch.float64, device=hidden.device).bernoulli()
        return hidden * keep.to(hidden.dtype) / (1 - self.p)

    def forward(self, x):
        x = self.layer(x)
        if not hasattr(self, "rest"):
            return x
        if self.activation is not None:
            x = self.activation(x)
            if self.training:
                x = self.thinned(x)
        return self.rest(x)


def add_dropout(model, p):
    return Link(list(copy.deepcopy(model)), p)
