"""Joins all parameters with torch's own helper."""

from torch.nn.utils import parameters_to_vector


def l2_penalty(model, beta):
    return beta * parameters_to_vector(model.parameters()).pow(2).sum()
