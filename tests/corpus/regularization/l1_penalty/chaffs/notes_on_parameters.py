"""Notes each parameter's share in an attribute of the parameter, for a plot.

Fails:
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        share = parameter.abs().sum()
        parameter.share = share.item()
        total = total + share
    return beta * total
