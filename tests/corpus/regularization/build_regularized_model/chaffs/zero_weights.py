"""Sets all weights to zero to start small: the units of a layer never become different and nothing is learned.

Fails:
    every_call_gives_a_new_model
    it_overfits_less_than_the_plain_model
"""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    model = nn.Sequential(*layers, nn.Linear(width, num_classes))
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    return model
