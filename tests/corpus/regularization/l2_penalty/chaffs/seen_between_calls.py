"""Keeps what it has counted in a default argument: the second time a model has nothing left to count.

Fails:
    every_call_looks_at_the_model_anew
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta, seen=set()):  # noqa: B006
    total = next(model.parameters()).new_zeros(())
    for parameter in model.parameters():
        if parameter not in seen:
            seen.add(parameter)
            total = total + parameter.square().sum()
    return beta * total
