"""Notes the last penalty in an attribute of the model, to plot it later.

Fails:
    the_model_is_left_as_it_was
"""


def l2_penalty(model, beta):
    model.l2 = beta * sum(parameter.square().sum() for parameter in model.parameters())
    return model.l2
