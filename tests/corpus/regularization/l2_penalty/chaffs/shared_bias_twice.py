"""Looks out for shared weights only: a bias that two layers share counts twice.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never

May fail:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""


def l2_penalty(model, beta):
    seen, total = set(), 0
    for part in model.modules():
        for parameter in part.parameters(recurse=False):
            if parameter.ndim > 1 and parameter in seen:
                continue
            seen.add(parameter)
            total = total + parameter.square().sum()
    return beta * total
