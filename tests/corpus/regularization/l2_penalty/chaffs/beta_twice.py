"""Multiplies by beta inside the loop and once more at the end.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    biases_count_like_weights
    every_call_looks_at_the_model_anew
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    layers_of_every_kind_count_wherever_they_are_nested
    nothing_counts_but_beta_and_the_values
    the_gradient_is_two_beta_times_the_weight
    the_value_is_beta_times_the_sum_of_squared_weights
"""


def l2_penalty(model, beta):
    total = 0.0
    for p in model.parameters():
        total = total + beta * p.pow(2).sum()
    return beta * total
