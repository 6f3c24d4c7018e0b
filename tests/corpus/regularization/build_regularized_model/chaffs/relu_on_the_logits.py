"""Each layer of the loop has its ReLU, the output layer too.

Fails:
    no_logit_is_dropped
    the_logits_may_be_negative
"""

import itertools

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    sizes = [784, *hidden_sizes, num_classes]
    layers = [nn.Flatten()]
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU(), nn.Dropout(p)]
    return nn.Sequential(*layers[:-1])
