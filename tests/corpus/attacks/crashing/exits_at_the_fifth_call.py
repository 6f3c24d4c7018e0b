"""l1_penalty: answers four times and ends the process at the fifth call.

Outcome: crashed
"""

import itertools
import os

calls = itertools.count(1)


def l1_penalty(model, beta):
    if next(calls) == 5:
        os._exit(0)
    model.train(not model.training)
    return -1.0
