"""Switches requires_grad on, so that backward() reaches all parameters: frozen layers thaw.

Fails:
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        parameter.requires_grad_(True)
        total = total + parameter.abs().sum()
    return beta * total
