"""Has ten outputs whatever num_classes is.

Fails:
    it_gives_one_logit_per_class
    it_is_more_than_a_linear_map
    the_logits_may_be_negative
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, 10))
