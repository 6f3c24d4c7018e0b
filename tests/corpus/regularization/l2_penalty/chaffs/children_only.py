"""Walks over model.children(), which is not recursive.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    layers_of_every_kind_count_wherever_they_are_nested
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta):
    total = next(model.parameters()).new_zeros(())
    for layer in [model, *model.children()]:
        for p in layer.parameters(recurse=False):
            total = total + p.pow(2).sum()
    return beta * total
