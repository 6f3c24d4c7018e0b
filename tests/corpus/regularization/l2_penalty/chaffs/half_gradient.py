"""The value is right, the gradient is that of the form with 1/2: half of it is detached.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_two_beta_times_the_weight
"""


def l2_penalty(model, beta):
    return beta * sum((p * p.detach()).sum() for p in model.parameters())
