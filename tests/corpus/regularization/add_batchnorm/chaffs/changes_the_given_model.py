"""Puts batch norm into the given model and returns it.

Fails:
    every_layer_has_running_statistics_of_its_own
    the_given_model_is_left_as_it_was
"""

from torch import nn


def add_batchnorm(model):
    for i, layer in enumerate(model[:-1]):
        if isinstance(layer, nn.Linear):
            model[i] = nn.Sequential(layer, nn.BatchNorm1d(len(layer.weight)).to(layer.weight))
    return model
