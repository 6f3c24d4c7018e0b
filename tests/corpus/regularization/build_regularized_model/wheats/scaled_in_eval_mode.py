"""Dropout as in the first paper: values are kept or dropped in training, and times 1 - p in eval mode."""

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
            x = x * ((torch.rand_like(x) >= self.p) if self.training else 1 - self.p)
        return self.output(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
