"""One module that loops over the layers and calls F.batch_norm with parameters and buffers of its own."""

import copy

import torch
import torch.nn.functional as F
from torch import nn


class WithBatchNorm(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.layers = copy.deepcopy(model)
        self.gains = nn.ParameterDict()
        self.shifts = nn.ParameterDict()
        for i, layer in enumerate(model[:-1]):
            if isinstance(layer, nn.Linear):
                n, like = layer.out_features, {"device": layer.weight.device, "dtype": layer.weight.dtype}
                self.gains[str(i)] = nn.Parameter(torch.ones(n, **like))
                self.shifts[str(i)] = nn.Parameter(torch.zeros(n, **like))
                self.register_buffer(f"mean_{i}", torch.zeros(n, **like))
                self.register_buffer(f"var_{i}", torch.ones(n, **like))

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if str(i) in self.gains:
                mean, var = self.get_buffer(f"mean_{i}"), self.get_buffer(f"var_{i}")
                x = F.batch_norm(x, mean, var, self.gains[str(i)], self.shifts[str(i)], training=self.training)
        return x


def add_batchnorm(model):
    return WithBatchNorm(model)
