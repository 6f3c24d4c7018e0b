"""Counts parameters with two or more dimensions: biases and gains are left out.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    biases_count_like_weights
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    layers_of_every_kind_count_wherever_they_are_nested
    the_gradient_is_two_beta_times_the_weight
    the_gradient_is_zero_where_a_weight_is_zero

May fail:
    nothing_counts_but_beta_and_the_values
    the_value_is_beta_times_the_sum_of_squared_weights
"""


def l2_penalty(model, beta):
    return beta * sum(p.pow(2).sum() for p in model.parameters() if p.ndim > 1)
