"""Drops the logits too, so that in training some classes have the logit 0 at random.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
    no_logit_is_dropped
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes), nn.Dropout(p))
