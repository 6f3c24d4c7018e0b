"""Batch normalization between each Linear and its ReLU, and dropout after it."""

import itertools

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    widths = [28 * 28, *hidden_sizes]
    model = nn.Sequential()
    model.add_module("flatten", nn.Flatten())
    for number, (inputs, outputs) in enumerate(itertools.pairwise(widths), start=1):
        model.add_module(f"linear{number}", nn.Linear(inputs, outputs, bias=False))
        model.add_module(f"norm{number}", nn.BatchNorm1d(outputs))
        model.add_module(f"relu{number}", nn.ReLU(inplace=True))
        model.add_module(f"dropout{number}", nn.Dropout(p))
    model.add_module("logits", nn.Linear(widths[-1], num_classes))
    return model
