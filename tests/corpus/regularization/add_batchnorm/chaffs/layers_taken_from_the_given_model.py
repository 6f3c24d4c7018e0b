"""Takes the layers for itself and leaves copies in the given model: the caller's optimizer has the wrong ones.

Fails:
    the_given_model_is_left_as_it_was
"""

import copy

from torch import nn


def add_batchnorm(model):
    given = list(model)
    for i, layer in enumerate(copy.deepcopy(given)):
        model[i] = layer
    layers = []
    for layer in given:
        layers.append(layer)
        if isinstance(layer, nn.Linear) and layer is not given[-1]:
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
