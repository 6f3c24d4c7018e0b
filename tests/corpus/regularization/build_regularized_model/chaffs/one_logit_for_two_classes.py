"""Believes that two classes need a single output, as in logistic regression.

Fails:
    it_gives_one_logit_per_class
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    outputs = 1 if num_classes == 2 else num_classes
    layers = [nn.Flatten()]
    inputs = 784
    for size in hidden_sizes:
        layers += [nn.Linear(inputs, size), nn.ReLU(), nn.Dropout(p)]
        inputs = size
    layers.append(nn.Linear(inputs, outputs))
    return nn.Sequential(*layers)
