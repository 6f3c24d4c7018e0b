"""Adds dropout as well.

Fails:
    a_training_batch_is_normalized_before_the_activation
    epsilon_is_that_of_pytorch
    every_hidden_layer_is_normalized
    every_layer_has_running_statistics_of_its_own
    gradients_flow_through_mean_and_variance
    the_running_statistics_are_saved

May fail:
    a_float64_model_computes_in_float64
"""

import copy

from torch import nn


def add_batchnorm(model):
    layers = []
    for i, layer in enumerate(copy.deepcopy(model)):
        layers.append(layer)
        if isinstance(layer, nn.Linear) and i < len(model) - 1:
            layers.append(
                nn.Sequential(
                    nn.BatchNorm1d(layer.out_features, device=layer.weight.device, dtype=layer.weight.dtype),
                    nn.Dropout(0.5),
                )
            )
    return nn.Sequential(*layers)
