"""A switch of its own that only its own eval() turns off: it drops after an outer module's.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

from torch import nn
from torch.nn import functional as F


class WithDropout(nn.Module):
    def __init__(self, layers, p):
        super().__init__()
        self.layers = layers
        self.p = p
        self.dropping = True

    def train(self, mode=True):
        super().train(mode)
        self.dropping = True
        return self

    def eval(self):
        super().eval()
        self.dropping = False
        return self

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
            if not isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
                x = F.dropout(x, self.p, training=self.dropping)
        return x


def add_dropout(model, p):
    return WithDropout(copy.deepcopy(model), p)
