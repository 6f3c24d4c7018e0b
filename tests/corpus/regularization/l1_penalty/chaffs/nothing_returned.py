"""Computes the penalty, prints it and returns nothing.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    biases_count_like_weights
    every_call_looks_at_the_model_anew
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    layers_of_every_kind_count_wherever_they_are_nested
    nothing_counts_but_beta_and_the_values
    the_gradient_is_beta_times_the_sign
    the_gradient_is_finite_where_a_weight_is_zero
    the_model_is_left_as_it_was
    the_result_is_a_0_d_tensor_of_the_models_type
    the_value_is_beta_times_the_sum_of_absolute_weights
"""


def l1_penalty(model, beta):
    penalty = beta * sum(p.abs().sum() for p in model.parameters())
    print("penalty:", penalty)
