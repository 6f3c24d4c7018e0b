"""Skips batch-norm layers, whose gain and bias are parameters too.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
    layers_of_every_kind_count_wherever_they_are_nested
"""

from torch import nn


def l1_penalty(model, beta):
    norm_layers = (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm, nn.GroupNorm)
    skipped = {id(p) for module in model.modules() if isinstance(module, norm_layers) for p in module.parameters()}
    return beta * sum(p.abs().sum() for p in model.parameters() if id(p) not in skipped)
