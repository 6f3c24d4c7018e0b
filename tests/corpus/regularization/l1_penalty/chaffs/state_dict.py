"""Adds up the state dict, whose tensors are cut off from the graph: nothing can be trained with it.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    nothing_counts_but_beta_and_the_values
    the_gradient_is_beta_times_the_sign
    the_gradient_is_finite_where_a_weight_is_zero
"""


def l1_penalty(model, beta):
    names = [name for name, _ in model.named_parameters()]
    state = model.state_dict()
    return beta * sum(state[name].abs().sum() for name in names)
