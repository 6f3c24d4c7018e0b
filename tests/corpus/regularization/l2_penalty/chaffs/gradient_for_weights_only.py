"""The value is right, and biases get no gradient: they are read through .data.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_two_beta_times_the_weight
    the_gradient_is_zero_where_a_weight_is_zero
"""


def l2_penalty(model, beta):
    return beta * sum((p if p.ndim > 1 else p.data).square().sum() for p in model.parameters())
