"""Walks over the rows of each parameter: one without dimensions raises TypeError.

Fails:
    layers_of_every_kind_count_wherever_they_are_nested
May fail:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""


def l1_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        total = total + sum(row.abs().sum() for row in parameter)
    return beta * total
