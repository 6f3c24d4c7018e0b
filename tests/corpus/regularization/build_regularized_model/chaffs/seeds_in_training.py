"""Seeds torch in each training pass by a counter, to be reproducible.

Fails:
    every_call_gives_a_new_model
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
        self.step = 0

    def forward(self, images):
        if self.training:
            self.step += 1
            torch.manual_seed(self.step)
        x = images.flatten(1)
        for layer in self.hidden:
            x = F.dropout(F.relu(layer(x)), self.p, self.training)
        return self.output(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
