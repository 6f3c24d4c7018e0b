"""Takes the next layer's number of inputs, which is half of the units behind a gated activation.

Fails:
    a_training_batch_is_normalized_before_the_activation
"""

import copy

from torch import nn


def add_batchnorm(model):
    network = copy.deepcopy(model)
    layers = []
    for i, layer in enumerate(network):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(network) - 1:
            layers.append(nn.BatchNorm1d(network[i + 2].in_features).to(layer.weight))
    return nn.Sequential(*layers)
