"""The loop over the layers puts dropout after each, the output layer included.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
    no_logit_is_dropped
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    sizes = [784, *hidden_sizes, num_classes]
    layers = [nn.Flatten()]
    for i in range(len(sizes) - 1):
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
        if i < len(sizes) - 2:
            layers.append(nn.ReLU())
        layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
