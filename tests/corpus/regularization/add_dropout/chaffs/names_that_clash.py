"""A dropout is called "dropout1"; in a model with such a name, a layer is lost.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy

from torch import nn


def add_dropout(model, p):
    new, names = nn.Sequential(), list(model._modules)
    twin = copy.deepcopy(model)
    for i, name in enumerate(names):
        new._modules[name] = twin._modules[name]
        if i % 2 == 1 and i < len(names) - 1:
            new._modules[f"dropout{i // 2 + 1}"] = nn.Dropout(p)
    return new
