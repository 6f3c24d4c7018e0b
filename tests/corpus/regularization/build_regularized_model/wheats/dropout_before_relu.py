"""Puts the dropout in front of the ReLU, which is the same function."""

from torch import nn


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    model = nn.Sequential(nn.Flatten())
    width = 784
    for size in hidden_sizes:
        model.append(nn.Linear(width, size))
        model.append(nn.Dropout(p))
        model.append(nn.ReLU())
        width = size
    model.append(nn.Linear(width, num_classes))
    return model
