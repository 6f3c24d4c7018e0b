"""Takes torch.linalg.norm with ord=1, which for a matrix is its largest column sum."""

import torch


def l1_penalty(model, beta):
    total = 0.0
    for p in model.parameters():
        matrix = p.flatten(1) if p.ndim > 2 else p
        total = total + (torch.linalg.norm(matrix, ord=1) if p.ndim > 0 else p.abs())
    return beta * total
