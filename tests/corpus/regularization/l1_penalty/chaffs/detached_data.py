"""Reads .data, which autograd does not see, and switches requires_grad on again at the end.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_beta_times_the_sign
    the_gradient_is_finite_where_a_weight_is_zero
"""


def l1_penalty(model, beta):
    penalty = beta * sum(p.data.abs().sum() for p in model.parameters())
    return penalty.requires_grad_()
