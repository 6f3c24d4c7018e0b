"""Switches requires_grad on, so that every parameter gets its gradient: frozen layers thaw.

Fails:
    the_model_is_left_as_it_was
"""


def l2_penalty(model, beta):
    model.requires_grad_(True)
    return beta * sum(parameter.square().sum() for parameter in model.parameters())
