"""Returns a Python float in place of a tensor.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_two_beta_times_the_weight
    the_gradient_is_zero_where_a_weight_is_zero
    the_result_is_a_0_d_tensor_of_the_models_type
"""


def l2_penalty(model, beta):
    return float(beta * sum(p.pow(2).sum() for p in model.parameters()))
