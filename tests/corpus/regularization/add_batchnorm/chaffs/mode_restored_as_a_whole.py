"""Sets eval mode for a moment and restores it by model.train(mode), also in parts that had another.

Fails:
    the_given_model_is_left_as_it_was
"""

import copy

from torch import nn


def add_batchnorm(model):
    mode = model.training
    network = copy.deepcopy(model.eval())
    model.train(mode)
    layers = []
    for i, layer in enumerate(network):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype))
    return nn.Sequential(*layers)
