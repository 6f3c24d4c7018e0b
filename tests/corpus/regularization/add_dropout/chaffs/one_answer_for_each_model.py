"""Remembers what it returned for a model: called again after training, it gives the old values.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy
import functools

from torch import nn


@functools.cache
def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
