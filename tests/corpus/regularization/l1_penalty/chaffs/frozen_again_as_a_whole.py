"""Freezes the model while it looks, and has all of it trainable afterwards, whatever was frozen before.

Fails:
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    trainable = any(parameter.requires_grad for parameter in model.parameters())
    model.requires_grad_(False)
    values = [parameter.sign() for parameter in model.parameters()]
    model.requires_grad_(trainable)
    pairs = zip(model.parameters(), values, strict=True)
    return beta * sum((parameter * sign).sum() for parameter, sign in pairs)
