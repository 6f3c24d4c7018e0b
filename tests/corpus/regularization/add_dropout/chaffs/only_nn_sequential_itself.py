"""Compares types with "is": a subclass of nn.Sequential is handed back as it came.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

from torch import nn


def add_dropout(model, p):
    if type(model) is not nn.Sequential:
        raise TypeError(f"an nn.Sequential is needed, not a {type(model).__name__}")
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
