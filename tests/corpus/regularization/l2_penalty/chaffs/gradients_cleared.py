"""Calls model.zero_grad() first, as in a training loop.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_model_is_left_as_it_was
"""


def l2_penalty(model, beta):
    model.zero_grad()
    return beta * sum(p.square().sum() for p in model.parameters())
