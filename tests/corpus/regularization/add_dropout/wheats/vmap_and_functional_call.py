"""A ParameterDict with torch.func.functional_call, dropout per row in torch.vmap."""

import copy
from functools import partial

import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional as F


class Functional(nn.Module):
    def __init__(self, model, p):
        super().__init__()
        self.p = p
        skeleton = copy.deepcopy(model)
        self.skeleton = [skeleton]  # in a list, so that its parameters are not registered a second time
        self.values = nn.ParameterDict()
        names = {}
        self.used = []
        for i, layer in enumerate(skeleton):
            used = {}
            for name, parameter in layer.named_parameters(remove_duplicate=False):
                key = names.setdefault(id(parameter), f"{i}_{name}".replace(".", "_"))
                self.values[key] = parameter
                used[name] = key
            self.used.append(used)

    def train(self, mode=True):
        self.skeleton[0].train(mode)
        return super().train(mode)

    def forward(self, x):
        layers = list(self.skeleton[0])
        places = range(len(layers) - 2, 0, -2)
        drop = torch.vmap(partial(F.dropout, p=self.p), randomness="different")
        for i, (layer, used) in enumerate(zip(layers, self.used, strict=False)):
            x = functional_call(layer, {name: self.values[key] for name, key in used.items()}, (x,))
            if self.training and i in places and len(x) > 0:
                x = drop(x)
        return x


def add_dropout(model, p):
    return Functional(model, p).train(model.training)
