"""Keeps its hidden layers in a plain list: the optimizer does not see their parameters.

Fails:
    every_hidden_size_counts
    it_overfits_less_than_the_plain_model
"""

import itertools

import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        sizes = [784, *hidden_sizes]
        self.hidden = [nn.Linear(a, b) for a, b in itertools.pairwise(sizes)]
        self.output = nn.Linear(sizes[-1], num_classes)
        self.dropout = nn.Dropout(p)

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.hidden:
            x = self.dropout(torch.relu(layer(x)))
        return self.output(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
