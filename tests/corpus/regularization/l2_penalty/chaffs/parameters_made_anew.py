"""Puts fresh parameters of the same values into the model: those that an optimizer or a loss holds are the old ones.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    the_model_is_left_as_it_was
"""

from torch import nn


def l2_penalty(model, beta):
    fresh = {}
    for part in model.modules():
        for name, old in list(part.named_parameters(recurse=False, remove_duplicate=False)):
            new = fresh.setdefault(old, nn.Parameter(old.detach().clone(), requires_grad=old.requires_grad))
            setattr(part, name, new)
    return beta * sum(parameter.square().sum() for parameter in model.parameters())
