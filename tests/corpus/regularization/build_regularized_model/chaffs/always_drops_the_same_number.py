"""Drops exactly round(p n) of a layer's n units, so a narrow layer loses none or all.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
"""

import itertools

import torch
from torch import nn
from torch.nn import functional as F


class Classifier(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        self.p = p
        sizes = [784, *hidden_sizes]
        self.hidden = nn.ModuleList(nn.Linear(inputs, outputs) for inputs, outputs in itertools.pairwise(sizes))
        self.output = nn.Linear(sizes[-1], num_classes)

    def forward(self, images):
        x = images.flatten(1)
        for layer in self.hidden:
            x = F.relu(layer(x))
            if self.training and self.p > 0:
                kept = x.shape[1] - round(self.p * x.shape[1])
                order = torch.rand_like(x).argsort(1).argsort(1)
                x = torch.where(order < kept, x / (1 - self.p), 0.0)
        return self.output(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
