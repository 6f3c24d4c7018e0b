"""Keeps no graph in eval mode, as if it were only asked for there to be printed.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""

import torch


def l1_penalty(model, beta):
    with torch.set_grad_enabled(model.training):  # no graph needed when we only evaluate
        return beta * sum(parameter.abs().sum() for parameter in model.parameters())
