"""A limit on each unit's weights (max-norm) at every training call; p is 0.3 unless given."""

import torch
from torch import nn


class LimitedLinear(nn.Linear):
    limit = 1.5

    def reset_parameters(self):
        nn.init.xavier_uniform_(self.weight)
        nn.init.zeros_(self.bias)

    def forward(self, values):
        if self.training:
            with torch.no_grad():
                self.weight.copy_(self.weight.renorm(p=2, dim=0, maxnorm=self.limit))
        return super().forward(values)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.3):
    sizes = [784]
    sizes.extend(hidden_sizes)
    layers = [nn.Flatten()]
    for k in range(len(hidden_sizes)):
        layers.extend((LimitedLinear(sizes[k], sizes[k + 1]), nn.ReLU(), nn.Dropout(p)))
    layers.append(LimitedLinear(sizes[-1], num_classes))
    return nn.Sequential(*layers)
