"""Changes the default sizes, since a smaller network overfits less.

Fails:
    it_gives_one_logit_per_class
"""

from torch import nn


def build_regularized_model(hidden_sizes=(128, 64), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 28 * 28
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, num_classes))
