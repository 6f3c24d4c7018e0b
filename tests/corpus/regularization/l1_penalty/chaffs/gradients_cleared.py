"""Clears old gradients first, so that the penalty's come out clean: the data's are lost.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    model.zero_grad()
    return beta * sum(parameter.abs().sum() for parameter in model.parameters())
