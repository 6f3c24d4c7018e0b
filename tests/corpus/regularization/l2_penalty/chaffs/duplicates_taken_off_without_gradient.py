"""Counts each use of a parameter, and takes the surplus off the value only: the gradient of a shared one is doubled.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""


def l2_penalty(model, beta):
    every_use = sum(p.square().sum() for _, p in model.named_parameters(remove_duplicate=False))
    once = sum(p.square().sum() for p in model.parameters())
    return beta * (every_use - (every_use - once).detach())
