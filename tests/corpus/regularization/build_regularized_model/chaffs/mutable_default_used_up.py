"""Pops the sizes from its own default list: from the second call on the model has no hidden layer.

Fails:
    every_call_gives_a_new_model
    it_gives_one_logit_per_class
"""

from torch import nn


def build_regularized_model(hidden_sizes=[256, 256], num_classes=10, p=0.5):  # noqa: B006
    sizes = hidden_sizes if isinstance(hidden_sizes, list) else list(hidden_sizes)
    layers = [nn.Flatten()]
    width = 784
    while sizes:
        size = sizes.pop(0)
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
