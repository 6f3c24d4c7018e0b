"""Converts to float32 behind each Dropout, so that a float64 model raises in its next layer.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
    it_takes_what_the_model_takes
    the_parameters_can_still_be_trained
"""

import copy

from torch import nn


class Drop(nn.Dropout):
    def forward(self, x):
        return super().forward(x).float()


def add_dropout(model, p):
    layers = []
    previous = None
    for layer in copy.deepcopy(model):
        layers.append(layer)
        if isinstance(previous, (nn.Linear, nn.Conv2d)):
            layers.append(Drop(p))
        previous = layer
    return nn.Sequential(*layers)
