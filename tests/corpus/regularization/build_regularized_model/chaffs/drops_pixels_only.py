"""Believes that dropout is for the network's input; hidden values are never dropped.

Fails:
    every_hidden_layer_drops
    every_image_and_unit_is_dropped_on_its_own

May fail:
    a_larger_p_drops_more
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten(), nn.Dropout(p)]
    inputs = 784
    for size in hidden_sizes:
        layers += [nn.Linear(inputs, size), nn.ReLU()]
        inputs = size
    return nn.Sequential(*layers, nn.Linear(inputs, num_classes))
