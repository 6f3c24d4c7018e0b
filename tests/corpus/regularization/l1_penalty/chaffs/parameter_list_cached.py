"""Lists a model's parameters at the first call only, for speed: layers added later are missed.

Fails:
    every_call_looks_at_the_model_anew
"""

from weakref import WeakKeyDictionary

KNOWN = WeakKeyDictionary()


def l1_penalty(model, beta):
    if model not in KNOWN:
        KNOWN[model] = list(model.parameters())
    return beta * sum(parameter.abs().sum() for parameter in KNOWN[model])
