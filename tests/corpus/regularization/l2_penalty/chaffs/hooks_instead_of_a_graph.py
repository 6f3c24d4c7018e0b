"""Counts on hooks for the gradient: they stay on the parameters, and every later loss has the penalty in it.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_two_beta_times_the_weight
    the_model_is_left_as_it_was
"""


def l2_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        value = parameter.detach().square().sum()
        if parameter.requires_grad:
            parameter.register_hook(lambda slope, p=parameter: slope + 2 * beta * p.detach())
        total = total + value + 0 * parameter.sum()
    return beta * total
