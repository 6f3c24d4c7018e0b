"""Believes that regularization is for training and returns 0 for a model in eval mode.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    nothing_counts_but_beta_and_the_values
"""


def l1_penalty(model, beta):
    penalty = beta * sum(parameter.abs().sum() for parameter in model.parameters())
    return penalty if model.training else 0 * penalty
