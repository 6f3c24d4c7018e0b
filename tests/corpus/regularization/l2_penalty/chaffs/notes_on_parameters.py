"""Notes each parameter's share in an attribute of the parameter, for a plot.

Fails:
    the_model_is_left_as_it_was
"""


def l2_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        share = parameter.square().sum()
        parameter.share = share.item()
        total = total + share
    return beta * total
