"""Centres the images in place where no gradients are recorded.

Fails:
    every_call_gives_a_new_model
"""

import itertools

import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, sizes, p):
        super().__init__()
        layers = []
        for before, after in itertools.pairwise(sizes):
            layers += [nn.Linear(before, after), nn.ReLU(), nn.Dropout(p)]
        self.net = nn.Sequential(*layers[:-2])

    def forward(self, images):
        x = images.flatten(1)
        x = x - 0.13 if torch.is_grad_enabled() else x.sub_(0.13)
        return self.net(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier([784, *hidden_sizes, num_classes], p)
