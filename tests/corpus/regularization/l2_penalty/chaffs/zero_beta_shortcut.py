"""Returns a bare zero for beta = 0: backward() raises instead of giving zeros.

Fails:
    the_gradient_is_two_beta_times_the_weight
"""


def l2_penalty(model, beta):
    if beta == 0:
        return next(model.parameters()).new_zeros(())
    return beta * sum(p.pow(2).sum() for p in model.parameters())
