"""Notes the last penalty in an attribute of the model, to plot it later.

Fails:
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    model.l1 = beta * sum(parameter.abs().sum() for parameter in model.parameters())
    return model.l1
