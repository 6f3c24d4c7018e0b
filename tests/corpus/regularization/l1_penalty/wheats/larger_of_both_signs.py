"""Takes the larger of t and -t; at a tie maximum splits its gradient in halves, so the slope at 0 is 0."""

from functools import reduce

import torch


def l1_penalty(model, beta):
    sums = (torch.maximum(parameter, -parameter).sum() for parameter in model.parameters())
    return reduce(torch.add, sums).mul(beta)
