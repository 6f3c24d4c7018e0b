"""Calls F.dropout without training=self.training: predictions stay random in eval mode.

Fails:
    in_eval_mode_each_image_has_its_own_fixed_logits
    the_mean_in_training_mode_is_that_of_eval_mode
"""

import itertools

import torch.nn.functional as F
from torch import nn


class Classifier(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        sizes = [784, *hidden_sizes]
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
        self.output = nn.Linear(sizes[-1], num_classes)
        self.p = p

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.hidden:
            x = F.dropout(F.relu(layer(x)), self.p)
        return self.output(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
