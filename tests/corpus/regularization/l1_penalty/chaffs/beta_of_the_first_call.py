"""Makes a penalty for each model once, with the beta of that call, and uses it for every other.

Fails:
    every_call_looks_at_the_model_anew
"""

from weakref import WeakKeyDictionary

PENALTIES = WeakKeyDictionary()


def l1_penalty(model, beta):
    strength = PENALTIES.setdefault(model, beta)
    return strength * sum(parameter.abs().sum() for parameter in model.parameters())
