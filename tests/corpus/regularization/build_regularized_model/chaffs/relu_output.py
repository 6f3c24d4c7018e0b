"""Puts a ReLU behind the output layer, so that no logit is ever negative.

Fails:
    no_logit_is_dropped
    the_logits_may_be_negative
"""

import itertools

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    sizes = [784, *hidden_sizes, num_classes]
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU(), nn.Dropout(p)]
    return nn.Sequential(*layers[:-1])
