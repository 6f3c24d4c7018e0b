"""Switches to eval mode, as dropout must not disturb the penalty, and does not switch back.

Fails:
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    model.eval()
    return beta * sum(parameter.abs().sum() for parameter in model.parameters())
