"""There is no dropout module: a forward hook on each activation (Mish) replaces its output."""

from collections import OrderedDict
from functools import partial

from torch import nn
from torch.nn import functional as F


def drop_output(layer, inputs, output, p):
    if layer.training:
        return F.dropout(output, p)
    return None


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = OrderedDict(pixels=nn.Flatten())
    inputs = 784
    for i, outputs in enumerate(hidden_sizes):
        layers[f"hidden_{i}"] = nn.Linear(inputs, outputs)
        layers[f"activation_{i}"] = nn.Mish()
        layers[f"activation_{i}"].register_forward_hook(partial(drop_output, p=p))
        inputs = outputs
    layers["scores"] = nn.Linear(inputs, num_classes)
    return nn.Sequential(layers)
