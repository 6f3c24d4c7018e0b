"""The network is written for one image, and torch.vmap makes it one for batches; Tanh, orthogonal start."""

import torch
from torch import nn
from torch.nn import functional as F


class ForOneImage(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        self.p = p
        self.hidden = nn.ModuleDict()
        inputs = 784
        for i, size in enumerate(hidden_sizes):
            self.hidden[str(i)] = self.started(nn.Linear(inputs, size), gain=nn.init.calculate_gain("tanh"))
            inputs = size
        self.output = self.started(nn.Linear(inputs, num_classes), gain=1.0)

    @staticmethod
    def started(layer, gain):
        nn.init.orthogonal_(layer.weight, gain)
        nn.init.zeros_(layer.bias)
        return layer

    def forward_one(self, image):
        values = image.ravel()
        for layer in self.hidden.values():
            values = F.dropout(torch.tanh(layer(values)), self.p, self.training)
        return self.output(values)

    def forward(self, images):
        return torch.vmap(self.forward_one, randomness="different")(images)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return ForOneImage(hidden_sizes, num_classes, p)
