"""Takes "not at the output" to mean not right before the output layer either.

Fails:
    a_larger_p_drops_more
    every_hidden_layer_drops
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    inputs = 784
    for number, size in enumerate(hidden_sizes, start=1):
        layers += [nn.Linear(inputs, size), nn.ReLU()]
        if number < len(hidden_sizes):
            layers.append(nn.Dropout(p))
        inputs = size
    return nn.Sequential(*layers, nn.Linear(inputs, num_classes))
