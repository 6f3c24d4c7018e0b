"""Gives parameters without a gradient one of zeros, so that something can be added to it.

Fails:
    the_model_is_left_as_it_was
"""

import torch


def l1_penalty(model, beta):
    for parameter in model.parameters():
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    return beta * sum(parameter.abs().sum() for parameter in model.parameters())
