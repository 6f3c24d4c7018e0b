"""Skips parts that are in eval mode, as if they were frozen.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta):
    resting = {p for part in model.modules() if not part.training for p in part.parameters(recurse=False)}
    return beta * sum((0 if parameter in resting else 1) * parameter.square().sum() for parameter in model.parameters())
