"""Reads .data, which autograd does not see.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_two_beta_times_the_weight
    the_gradient_is_zero_where_a_weight_is_zero
"""


def l2_penalty(model, beta):
    return (beta * sum(p.data.pow(2).sum() for p in model.parameters())).requires_grad_()
