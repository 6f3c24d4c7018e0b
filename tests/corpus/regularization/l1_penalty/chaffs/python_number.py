"""Returns a Python float in place of a tensor.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_beta_times_the_sign
    the_gradient_is_finite_where_a_weight_is_zero
    the_result_is_a_0_d_tensor_of_the_models_type
"""


def l1_penalty(model, beta):
    return float(beta * sum(p.abs().sum() for p in model.parameters()))
