"""Thaws a model all of which is frozen, so that its result can be differentiated.

Fails:
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    parameters = list(model.parameters())
    if not any(parameter.requires_grad for parameter in parameters):
        for parameter in parameters:
            parameter.requires_grad_(True)
    return beta * sum(parameter.abs().sum() for parameter in parameters)
