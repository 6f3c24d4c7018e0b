"""Makes each layer 1 / (1 - p) times as wide, as a share p of its units is missing.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
    every_hidden_layer_is_as_wide_as_asked
"""

import itertools

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    widths = [round(size / (1 - p)) for size in hidden_sizes]
    sizes = [784, *widths]
    layers = [nn.Flatten()]
    for inputs, outputs in itertools.pairwise(sizes):
        layers.extend([nn.Linear(inputs, outputs), nn.ReLU(), nn.Dropout(p)])
    layers.append(nn.Linear(sizes[-1], num_classes))
    return nn.Sequential(*layers)
