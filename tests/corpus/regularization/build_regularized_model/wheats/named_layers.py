"""Names its layers with an OrderedDict."""

from collections import OrderedDict

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = OrderedDict(flatten=nn.Flatten())
    width = 784
    for number, size in enumerate(hidden_sizes, start=1):
        layers[f"linear{number}"] = nn.Linear(width, size)
        layers[f"relu{number}"] = nn.ReLU(inplace=True)
        layers[f"dropout{number}"] = nn.Dropout(p)
        width = size
    layers["logits"] = nn.Linear(width, num_classes)
    return nn.Sequential(layers)
