"""Registers its layers with setattr in a loop and looks them up by name."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        self.depth = len(hidden_sizes)
        inputs = 784
        for i, outputs in enumerate(hidden_sizes):
            setattr(self, f"fc{i}", nn.Linear(inputs, outputs))
            inputs = outputs
        self.out = nn.Linear(inputs, num_classes)
        self.dropout = nn.Dropout(p)

    def forward(self, images):
        x = torch.flatten(images, start_dim=1)
        for i in range(self.depth):
            x = self.dropout(torch.relu(getattr(self, f"fc{i}")(x)))
        return self.out(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Net(hidden_sizes, num_classes, p)
