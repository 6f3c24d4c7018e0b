"""Squeezes the logits of a single class.

Fails:
    it_gives_one_logit_per_class
"""

from itertools import pairwise

from torch import nn


class Classifier(nn.Module):
    def __init__(self, sizes, p):
        super().__init__()
        layers = [nn.Flatten()]
        for a, b in pairwise(sizes[:-1]):
            layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(p)]
        self.net = nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))

    def forward(self, images):
        return self.net(images).squeeze(-1)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier([784, *hidden_sizes, num_classes], p)
