"""Builds new layers from the old ones' settings and forgets padding_mode.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

from torch import nn


def rebuilt(layer):
    if isinstance(layer, nn.Linear):
        new = nn.Linear(layer.in_features, layer.out_features, bias=layer.bias is not None)
    elif isinstance(layer, nn.Conv2d):
        new = nn.Conv2d(
            layer.in_channels,
            layer.out_channels,
            layer.kernel_size,
            stride=layer.stride,
            padding=layer.padding,
            dilation=layer.dilation,
            groups=layer.groups,
            bias=layer.bias is not None,
        )
    else:
        return copy.deepcopy(layer)
    new = new.to(device=layer.weight.device, dtype=layer.weight.dtype)
    new.load_state_dict(layer.state_dict())
    return new


def add_dropout(model, p):
    news = {layer: rebuilt(layer) for layer in model}  # a layer used twice stays one layer
    layers = []
    for layer in model:
        layers.append(news[layer])
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)
