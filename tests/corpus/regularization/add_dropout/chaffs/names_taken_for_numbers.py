"""Looks its layers up by the names "0", "1", ..., which a network made with an OrderedDict does not have.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
    nothing_is_dropped_after_the_output_layer
"""

import copy

from torch import nn


def add_dropout(model, p):
    network = copy.deepcopy(model)
    layers = []
    for i in range(len(network)):
        layers.append(getattr(network, str(i)))
        if i > 0 and isinstance(getattr(network, str(i - 1)), (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
