"""`p or 0.5`, meant for None, also replaces 0.

Fails:
    with_p_0_training_mode_is_not_random
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    p = p or 0.5
    layers = [nn.Flatten()]
    inputs = 784
    for size in hidden_sizes:
        layers += [nn.Linear(inputs, size), nn.ReLU(), nn.Dropout(p)]
        inputs = size
    return nn.Sequential(*layers, nn.Linear(inputs, num_classes))
