"""Works on a deep copy, to leave the model as it is: backward() fills the copy's gradients.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_beta_times_the_sign
    the_gradient_is_finite_where_a_weight_is_zero
    nothing_counts_but_beta_and_the_values
"""

import copy


def l1_penalty(model, beta):
    model = copy.deepcopy(model)
    return beta * sum(parameter.abs().sum() for parameter in model.parameters())
