"""Sets eval mode for a moment and restores it by model.train(mode), also in parts that had another.

Fails:
    the_given_model_is_left_as_it_was
"""

import copy

from torch import nn


def add_dropout(model, p):
    mode = model.training
    model.eval()
    network = copy.deepcopy(model)
    model.train(mode)
    layers = []
    previous = None
    for layer in network:
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(nn.Dropout(p))
        previous = layer
    return nn.Sequential(*layers)
