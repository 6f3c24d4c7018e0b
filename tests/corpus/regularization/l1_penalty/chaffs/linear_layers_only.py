"""Looks at nn.Linear only and forgets convolutions, norm layers and the like.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    biases_count_like_weights
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    layers_of_every_kind_count_wherever_they_are_nested
    the_gradient_is_finite_where_a_weight_is_zero

May fail:
    nothing_counts_but_beta_and_the_values
    the_gradient_is_beta_times_the_sign
    the_value_is_beta_times_the_sum_of_absolute_weights
"""

from torch import nn


def l1_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    counted = {id(p): p for m in model.modules() if isinstance(m, nn.Linear) for p in m.parameters()}
    for p in counted.values():
        total = total + p.abs().sum()
    return beta * total
