"""Switches to eval mode and not back.

Fails:
    the_model_is_left_as_it_was
"""


def l2_penalty(model, beta):
    model.eval()
    return beta * sum(p.square().sum() for p in model.parameters())
