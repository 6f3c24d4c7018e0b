"""Switches the given model to eval mode to copy it, and does not switch back.

Fails:
    the_given_model_is_left_as_it_was
"""

import copy

from torch import nn


def add_dropout(model, p):
    layers = []
    for layer in copy.deepcopy(model.eval()):
        layers.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
