"""Takes p for the probability of keeping a value, as in the original paper.

Fails:
    a_larger_p_drops_more
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    inputs = 784
    for size in hidden_sizes:
        layers += [nn.Linear(inputs, size), nn.ReLU(), nn.Dropout(p=1 - p)]
        inputs = size
    return nn.Sequential(*layers, nn.Linear(inputs, num_classes))
