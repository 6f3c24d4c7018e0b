"""Moves beta under the square."""

import math


def l2_penalty(model, beta):
    return sum((math.sqrt(beta) * p).square().sum() for p in model.parameters())
