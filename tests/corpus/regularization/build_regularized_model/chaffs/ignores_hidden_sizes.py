"""Has two hidden layers of 256 units whatever hidden_sizes is.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
    every_hidden_layer_is_as_wide_as_asked
    every_hidden_size_counts
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 256),
        nn.ReLU(),
        nn.Dropout(p),
        nn.Linear(256, 256),
        nn.ReLU(),
        nn.Dropout(p),
        nn.Linear(256, num_classes),
    )
