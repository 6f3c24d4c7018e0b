"""Builds new layers and hands on kernel and padding only.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

import torch
from torch import nn


def rebuilt(layer):
    if isinstance(layer, nn.Linear):
        new = nn.Linear(layer.in_features, layer.out_features, bias=layer.bias is not None)
    elif isinstance(layer, nn.Conv2d):
        new = nn.Conv2d(
            layer.in_channels,
            layer.out_channels,
            layer.kernel_size,
            padding=layer.padding,
            padding_mode=layer.padding_mode,
            bias=layer.bias is not None,
        )
    else:
        return copy.deepcopy(layer)
    new = new.to(layer.weight)
    with torch.no_grad():
        new.weight.copy_(layer.weight)
        if layer.bias is not None:
            new.bias.copy_(layer.bias)
    return new


def add_dropout(model, p):
    news = {layer: rebuilt(layer) for layer in model}  # a layer used twice stays one layer
    layers = []
    for layer in model:
        layers.append(news[layer])
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
