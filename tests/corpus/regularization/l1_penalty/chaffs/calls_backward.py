"""Calls backward() itself, so gradients pile up in the model and the graph is gone when the caller needs it.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_gradient_is_beta_times_the_sign
    the_gradient_is_finite_where_a_weight_is_zero
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    penalty = beta * sum(p.abs().sum() for p in model.parameters())
    if penalty.requires_grad:
        penalty.backward()
    return penalty
