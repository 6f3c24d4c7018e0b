"""Nn.Dropout1d on a view in which each value is a channel, in nested Sequential blocks."""

import copy

from torch import nn


def each_value_for_itself(p):
    class OneByOne(nn.Dropout1d):
        def forward(self, hidden):
            return super().forward(hidden.reshape(1, -1, 1)).reshape(hidden.shape)

    return OneByOne(p)


def add_dropout(model, p):
    *hidden, output = copy.deepcopy(model)
    blocks, block = [], []
    for layer in hidden:
        block.append(layer)
        if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            blocks.append(nn.Sequential(*block, each_value_for_itself(p)))
            block = []
    return nn.Sequential(nn.Sequential(*blocks), *block, output)
