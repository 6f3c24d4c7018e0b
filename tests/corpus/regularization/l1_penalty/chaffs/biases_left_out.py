"""Penalises the weights only; the biases are parameters too.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    biases_count_like_weights
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    layers_of_every_kind_count_wherever_they_are_nested
"""


def l1_penalty(model, beta):
    return beta * sum(p.abs().sum() for name, p in model.named_parameters() if "bias" not in name)
