"""Calls backward() itself, so the gradients change, and returns the value.

Fails:
    the_model_is_left_as_it_was
"""


def l2_penalty(model, beta):
    penalty = beta * sum(p.square().sum() for p in model.parameters())
    penalty.backward(retain_graph=True)
    return penalty
