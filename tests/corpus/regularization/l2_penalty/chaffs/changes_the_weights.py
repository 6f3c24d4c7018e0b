"""Squares in place, and so changes the model.

Fails:
    every_call_looks_at_the_model_anew
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    nothing_counts_but_beta_and_the_values
    the_gradient_is_two_beta_times_the_weight
    the_gradient_is_zero_where_a_weight_is_zero
    the_model_is_left_as_it_was
"""


def l2_penalty(model, beta):
    total = 0.0
    for p in model.parameters():
        p.data.pow_(2)
        total = total + p.sum()
    return beta * total
