"""One dropout module in the notebook serves every model, so p and mode leak between them.

Fails:
    every_call_gives_a_new_model
"""

import itertools

from torch import nn

dropout = nn.Dropout()


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    dropout.p = p
    sizes = [784, *hidden_sizes]
    layers = [nn.Flatten()]
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU(), dropout]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], num_classes))
