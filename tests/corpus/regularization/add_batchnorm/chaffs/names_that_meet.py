"""Its norms are called bn1, bn2, ...: where the model has a layer of such a name, one of the two is lost.

Fails:
    in_eval_mode_a_new_network_is_nearly_the_given_one
"""

import copy
from collections import OrderedDict

from torch import nn


def add_batchnorm(model):
    parts = OrderedDict()
    *hidden, (last, output) = copy.deepcopy(model)._modules.items()
    number = 0
    for name, layer in hidden:
        parts[name] = layer
        if isinstance(layer, nn.Linear):
            number += 1
            parts[f"bn{number}"] = nn.BatchNorm1d(layer.out_features).to(layer.weight)
    parts[last] = output
    return nn.Sequential(parts)
