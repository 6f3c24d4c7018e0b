"""Calls backward() itself, so the gradients change, and returns the value.

Fails:
    every_call_looks_at_the_model_anew
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    nothing_counts_but_beta_and_the_values
    the_model_is_left_as_it_was
"""


def l2_penalty(model, beta):
    penalty = beta * sum(p.square().sum() for p in model.parameters())
    penalty.backward(retain_graph=True)
    return penalty
