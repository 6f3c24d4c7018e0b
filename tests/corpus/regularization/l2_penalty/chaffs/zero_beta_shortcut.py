"""Returns a bare zero for beta = 0: backward() raises instead of giving zeros.

Fails:
"""


def l2_penalty(model, beta):
    if beta == 0:
        return next(model.parameters()).new_zeros(())
    return beta * sum(p.pow(2).sum() for p in model.parameters())
