"""Keeps the hidden layers in a Python list, which nn.Module does not look into.

Fails:
    every_hidden_size_counts
    it_overfits_less_than_the_plain_model
"""

import itertools

from torch import nn


class Classifier(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        sizes = [784, *hidden_sizes]
        self.hidden = [nn.Linear(inputs, outputs) for inputs, outputs in itertools.pairwise(sizes)]
        self.dropout = nn.Dropout(p)
        self.output = nn.Linear(sizes[-1], num_classes)

    def forward(self, images):
        x = images.flatten(1)
        for layer in self.hidden:
            x = self.dropout(layer(x).relu())
        return self.output(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
