"""Walks over model.children(), which is not recursive.

Fails:
"""


def l2_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    for layer in [model, *model.children()]:
        for p in layer.parameters(recurse=False):
            total = total + p.pow(2).sum()
    return beta * total
