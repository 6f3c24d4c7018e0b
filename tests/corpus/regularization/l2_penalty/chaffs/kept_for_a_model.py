"""Keeps a model's sum of squares and computes it anew only when autograd has seen a change: `.data` hides one.

Fails:
    every_call_looks_at_the_model_anew
"""

from weakref import WeakKeyDictionary

SUMS = WeakKeyDictionary()


def l2_penalty(model, beta):
    versions = [(id(parameter), parameter._version) for parameter in model.parameters()]
    if SUMS.get(model, (None, 0.0))[0] != versions:
        value = sum(parameter.detach().square().sum() for parameter in model.parameters())
        SUMS[model] = versions, value
    value = SUMS[model][1]
    straight = sum(
        (2 * parameter.detach() * (parameter - parameter.detach())).sum() for parameter in model.parameters()
    )
    return beta * (value + straight)
