"""Notes the signs of a model's parameters once: a weight that has crossed 0 since counts with the wrong one.

Fails:
    every_call_looks_at_the_model_anew
"""

from torch.utils.weak import WeakTensorKeyDictionary

SIGNS = WeakTensorKeyDictionary()


def l1_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        if parameter not in SIGNS:
            SIGNS[parameter] = parameter.detach().sign()
        total = total + (parameter * SIGNS[parameter]).sum()
    return beta * total
