"""Uses abs_ and so replaces the model's weights by their absolute values.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_beta_times_the_sign
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    total = 0.0
    for p in model.parameters():
        p.data.abs_()
        total = total + p.abs().sum()
    return beta * total
