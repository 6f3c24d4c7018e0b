"""Loops over model.children(), which names an activation that is used twice only once.

Fails:
    every_hidden_layer_drops_once
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

from torch import nn


def add_dropout(model, p):
    children = list(copy.deepcopy(model).children())
    layers = []
    for layer in children[:-1]:
        layers.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers, children[-1])
