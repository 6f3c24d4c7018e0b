"""Sequential.insert() counts on layers called "0", "1", ...: with other names it raises a KeyError.

Fails:
    in_eval_mode_it_computes_what_the_model_computes
    nothing_is_dropped_after_the_output_layer
"""

from copy import deepcopy

from torch import nn


def add_dropout(model, p):
    result = deepcopy(model)
    for position in range(len(result) - 2, 0, -1):
        if isinstance(result[position - 1], (nn.Linear, nn.Conv2d)):
            result.insert(position + 1, nn.Dropout(p=p))
    return result
