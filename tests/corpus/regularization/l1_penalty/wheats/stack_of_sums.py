"""Stacks the sums of the single parameters and adds them up."""

import torch


def l1_penalty(model, beta):
    sums = [parameter.abs().sum() for parameter in model.parameters()]
    return beta * torch.stack(sums).sum()
