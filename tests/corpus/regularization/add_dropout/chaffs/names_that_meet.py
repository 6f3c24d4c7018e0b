"""Its dropout layers are called dropout1, dropout2, ...: where the model has a layer of such a name, one is lost.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
"""

import copy
from collections import OrderedDict

from torch import nn


def add_dropout(model, p):
    parts = OrderedDict()
    *hidden, (last, output) = copy.deepcopy(model)._modules.items()
    for place, (name, layer) in enumerate(hidden):
        parts[name] = layer
        if place % 2:
            parts[f"dropout{place // 2 + 1}"] = nn.Dropout(p)
    parts[last] = output
    return nn.Sequential(parts)
