"""Reads .data, which autograd does not see.

Fails:
"""


def l2_penalty(model, beta):
    return (beta * sum(p.data.pow(2).sum() for p in model.parameters())).requires_grad_()
