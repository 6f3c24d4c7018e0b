"""Computes each sum under torch.utils.checkpoint, so that nothing is saved until backward()."""

from torch.utils.checkpoint import checkpoint


def size(parameter):
    return parameter.abs().sum()


def l1_penalty(model, beta):
    return beta * sum(checkpoint(size, parameter, use_reentrant=False) for parameter in model.parameters())
