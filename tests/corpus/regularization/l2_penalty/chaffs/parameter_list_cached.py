"""Lists a model's parameters at the first call only.

Fails:
    every_call_looks_at_the_model_anew
"""

from weakref import WeakKeyDictionary

KNOWN = WeakKeyDictionary()


def l2_penalty(model, beta):
    if model not in KNOWN:
        KNOWN[model] = list(model.parameters())
    return beta * sum(p.pow(2).sum() for p in KNOWN[model])
