"""Takes the smooth L1 (Huber) loss, which is quadratic near zero.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    biases_count_like_weights
    every_call_looks_at_the_model_anew
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    layers_of_every_kind_count_wherever_they_are_nested
    nothing_counts_but_beta_and_the_values
    the_gradient_is_beta_times_the_sign
    the_value_is_beta_times_the_sum_of_absolute_weights
"""

import torch
import torch.nn.functional as F


def l1_penalty(model, beta):
    return beta * sum(F.smooth_l1_loss(p, torch.zeros_like(p), reduction="sum") for p in model.parameters())
